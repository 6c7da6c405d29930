import { useQuery } from '@tanstack/react-query';
import { read } from '../api/http';
import type { Page, Wallet } from '../api/shapes';

/** Those of these wallets between which and that one money moves: of its payer and currency. */
export function othersOf(
  { id, payer, currency }: Wallet,
  wallets: readonly Wallet[],
): readonly Wallet[] {
  return wallets.filter(
    (each) => each.id !== id && each.payer?.id === payer?.id && each.currency === currency,
  );
}

/** The payer's other wallets of the same currency: between these money moves. */
export function useOtherWallets(wallet: Wallet): readonly Wallet[] {
  const of = wallet.payer?.id;
  const query = useQuery({
    queryKey: ['wallets', 'of payer', of],
    queryFn: ({ signal }) =>
      read<Page<Wallet>>('/wallets', { payer: of ?? null, limit: 200 }, signal),
    enabled: of !== undefined,
  });
  return othersOf(wallet, query.data?.items ?? []);
}
