import type { Wallet } from '../api/shapes';

/** Whose wallet is opened: a new customer's, one more of somebody who has one, or the tenant's own. */
export type Whose = 'CUSTOMER' | 'PAYER' | 'OWN';

interface Form {
  readonly whose: Whose;
  readonly customer: string;
  readonly payer: string;
  readonly name: string;
  readonly currency: string;
}

/** What is sent, or the first field that has yet to be filled in. */
export function openingOf(
  form: Form,
): { readonly body: object } | { readonly missing: 'customer' | 'payer' | 'name' } {
  const customer = form.customer.trim();
  const name = form.name.trim();
  const rest = { ...(name !== '' && { name }), currency: form.currency };
  switch (form.whose) {
    case 'OWN':
      return { body: { own: true, ...rest } };
    case 'CUSTOMER':
      return customer === '' ? { missing: 'customer' } : { body: { customer, ...rest } };
    case 'PAYER':
      return form.payer === ''
        ? { missing: 'payer' }
        : name === ''
          ? { missing: 'name' }
          : { body: { payerId: form.payer, ...rest } };
  }
}

/** Those who may have several wallets, each once, by name. */
export function payersOf(wallets: readonly Wallet[]): (readonly [id: string, name: string])[] {
  const payers = new Map<string, string>();
  for (const { payer } of wallets) {
    if (payer?.kind === 'CUSTOMER' || payer?.kind === 'TENANT') {
      payers.set(payer.id, payer.name);
    }
  }
  return [...payers].sort(([, a], [, b]) => a.localeCompare(b));
}
