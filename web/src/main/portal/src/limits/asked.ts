import type { Money } from '../api/shapes';
import { enteredSigned } from '../money/money';
import { NO_WHOLE_NUMBER, wholeNumberIn } from '../parts/wholeNumber';

export interface LimitForm {
  readonly user: string;
  readonly destination: string;
  readonly calls: string;
  readonly callsAtOnce: string;
  readonly money: string;
}

export type Asked =
  | { readonly body: object }
  | { readonly complaints: Readonly<Partial<Record<keyof LimitForm, string>>> };

function moneyIn(text: string, like: Money): ReturnType<typeof enteredSigned> | undefined {
  const money = text.trim() === '' ? undefined : enteredSigned(text, like);
  return money !== undefined && 'amount' in money && money.amount.startsWith('-')
    ? { complaint: 'Must not be negative.' }
    : money;
}

/**
 * The limit that a form asks for, or what is wrong with its fields.
 *
 * @param like an amount of the limit's currency, with all the decimals that it has
 */
export function limitAsked(form: LimitForm, like: Money): Asked {
  const calls = wholeNumberIn(form.calls);
  const callsAtOnce = wholeNumberIn(form.callsAtOnce);
  const money = moneyIn(form.money, like);
  const nothing = calls === undefined && callsAtOnce === undefined && money === undefined;
  const complaints = {
    ...(nothing && { calls: 'Enter calls an hour, calls at once or money.' }),
    ...(calls === null && { calls: NO_WHOLE_NUMBER }),
    ...(callsAtOnce === null && { callsAtOnce: NO_WHOLE_NUMBER }),
    ...(money !== undefined && 'complaint' in money && { money: money.complaint }),
  };
  if (Object.keys(complaints).length > 0) {
    return { complaints };
  }
  return {
    body: {
      user: form.user.trim(),
      destination: form.destination.trim(),
      calls: calls ?? undefined,
      callsAtOnce: callsAtOnce ?? undefined,
      ...(money !== undefined &&
        'amount' in money && { money: { amount: money.amount, currency: like.currency } }),
    },
  };
}
