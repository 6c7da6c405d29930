import { Link } from 'react-router';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { pathTo } from './wanted';

interface Props {
  readonly title: string;
  readonly currency: string;
}

/** An account by its title, such as “2100 Customer wallets”, leading to its transfers. */
export function AccountName({ title, currency }: Props) {
  const { role } = useMe();
  const path = pathTo(title, currency);
  return path !== undefined && may(role, 'seeLedger') ? <Link to={path}>{title}</Link> : title;
}
