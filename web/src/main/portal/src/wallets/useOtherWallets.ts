import { useQuery } from '@tanstack/react-query';
import { readAll } from '../api/readAll';
import type { Wallet } from '../api/shapes';

/** Those of these wallets between which and that one money moves: of its payer and currency. */
export function othersOf(
  { id, payer, currency }: Wallet,
  wallets: readonly Wallet[],
): readonly Wallet[] {
  return wallets.filter(
    (each) => each.id !== id && each.payer?.id === payer?.id && each.currency === currency,
  );
}

/** Whether the payer has others of the same currency, between which money moves; also as long as that cannot be read. */
export function useHasOthers(wallet: Wallet): boolean {
  const of = wallet.payer?.id;
  const query = useQuery({
    queryKey: ['wallets', 'of payer', of],
    queryFn: ({ signal }) => readAll<Wallet>('/wallets', { payer: of ?? null }, signal),
    enabled: of !== undefined,
  });
  return query.isLoadingError || othersOf(wallet, query.data?.items ?? []).length > 0;
}
