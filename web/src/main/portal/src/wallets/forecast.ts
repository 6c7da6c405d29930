import type { Money, Wallet } from '../api/shapes';
import { formatMoney, less, signOf } from '../money/money';

/** What a forced debit would take, as the wallet stands, and what would be owed. */
export function forecast(
  amount: Money,
  { available }: Pick<Wallet, 'available'>,
): { readonly taken: Money; readonly owed: Money } {
  const none = { amount: '0', currency: amount.currency };
  const rest = less(amount, available);
  if (signOf(available) <= 0) {
    return { taken: none, owed: amount };
  }
  return signOf(rest) > 0 ? { taken: available, owed: rest } : { taken: amount, owed: none };
}

/** The same for people. */
export function forecastInWords(amount: Money, wallet: Pick<Wallet, 'available'>): string {
  const { taken, owed } = forecast(amount, wallet);
  const takes =
    signOf(taken) === 0 ? 'There is nothing to take now' : `${formatMoney(taken)} is taken now`;
  return signOf(owed) === 0
    ? `${takes}; nothing stays owed.`
    : `${takes}; ${formatMoney(owed)} stays owed, and the wallet is frozen until that is settled.`;
}

/** What there is to be used in new calls and purchases, were the floor another one. */
export function availableWith(floor: Money, { balance, held }: Pick<Wallet, 'balance' | 'held'>) {
  return less(balance, held, floor);
}
