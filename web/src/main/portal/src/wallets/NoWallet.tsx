import { Nothing } from '../parts/Nothing';

/** Instead of a list of wallets in which there is none. */
export function NoWallet({ wanted }: { wanted: string }) {
  return (
    <div role="status">
      {wanted === '' ? (
        <Nothing title="There is no wallet" />
      ) : (
        <Nothing title="Nothing found">No wallet’s or payer’s name begins with “{wanted}”.</Nothing>
      )}
    </div>
  );
}
