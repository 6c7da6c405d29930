import { useQuery } from '@tanstack/react-query';
import { read } from '../api/http';
import type { Page, Wallet } from '../api/shapes';

/** The payer's other wallets of the same currency: between these money moves. */
export function useOtherWallets({ id, payer, currency }: Wallet): readonly Wallet[] {
  const of = payer?.id;
  const query = useQuery({
    queryKey: ['wallets', 'of payer', of],
    queryFn: ({ signal }) =>
      read<Page<Wallet>>('/wallets', { payer: of ?? null, limit: 200 }, signal),
    enabled: of !== undefined,
  });
  return (query.data?.items ?? []).filter(
    (each) => each.id !== id && each.payer?.id === of && each.currency === currency,
  );
}
