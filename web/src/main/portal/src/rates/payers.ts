import type { Wallet } from '../api/shapes';

/** Who can pay for a call, each once, in the order of the wallets. */
export function payersOf(
  wallets: readonly Pick<Wallet, 'payer'>[],
): readonly (readonly [id: string, name: string])[] {
  const payers = wallets.map(({ payer }) => payer).filter((payer) => payer !== null);
  const paying = payers.filter(({ kind }) => kind === 'CUSTOMER' || kind === 'TENANT');
  return [...new Map(paying.map(({ id, name }) => [id, name]))];
}
