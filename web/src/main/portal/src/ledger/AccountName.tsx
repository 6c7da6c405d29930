import { Link } from 'react-router';
import { may } from '../app/rights';
import { useMe } from '../app/session';

/** An account by its title, such as “2100 Customer wallets”, leading to its transfers. */
export function AccountName({ title }: { title: string }) {
  const { role } = useMe();
  const code = /^\d{4}(?= )/.exec(title)?.[0];
  return code !== undefined && may(role, 'seeLedger') ? (
    <Link to={`/ledger?code=${code}`}>{title}</Link>
  ) : (
    title
  );
}
