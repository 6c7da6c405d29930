import type { Wallet } from '../api/shapes';

export interface Payer {
  readonly id: string;
  readonly name: string;
}

export const ANYBODY: Payer = { id: '', name: 'Anybody' };

/** Who can pay for a call, each once, in the order of the wallets; whom these leave out, but who was chosen, first. */
export function payersOf(
  wallets: readonly Pick<Wallet, 'payer'>[],
  chosen: Payer = ANYBODY,
): readonly (readonly [id: string, name: string])[] {
  const payers = wallets.map(({ payer }) => payer).filter((payer) => payer !== null);
  const paying = payers.filter(({ kind }) => kind === 'CUSTOMER' || kind === 'TENANT');
  const missing = chosen.id === '' || paying.some(({ id }) => id === chosen.id) ? [] : [chosen];
  return [...new Map([...missing, ...paying].map(({ id, name }) => [id, name]))];
}
