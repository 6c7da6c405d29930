import type { Difference } from '../api/ledgerShapes';
import { pathTo } from '../ledger/wanted';

export interface ToPage {
  readonly words: string;
  readonly path: string;
}

const MIRRORED = /^the mirror of ([0-9a-f-]{36})$/;
const ACCOUNT = /^(\d{4}) ([A-Z]{3})\b/;

/** Where a difference can be looked into; the call's record is apart, as not everybody has records. */
export function linksOf(of: Difference): ToPage[] {
  const { name, subject, expected, callId, chargeId, transferId, walletId } = of;
  const links: ToPage[] = [];
  if (chargeId !== null) {
    links.push({ words: 'charge', path: `/charges/${chargeId}` });
  } else if (callId !== null) {
    links.push({ words: 'charges of the call', path: `/charges?call=${callId}` });
  }
  if (transferId !== null) {
    const words = name.startsWith('journal') ? 'posted journal' : 'transfer';
    links.push({ words, path: `/ledger/transfers/${transferId}` });
  }
  const mirrored = MIRRORED.exec(expected)?.[1];
  if (mirrored !== undefined) {
    links.push({ words: 'what it takes back', path: `/ledger/transfers/${mirrored}` });
  }
  if (name === 'journal-not-posted') {
    links.push({ words: 'journals', path: '/journals' });
  }
  if (walletId !== null) {
    links.push({ words: 'wallet', path: `/wallets/${walletId}` });
  }
  const [, code, currency] = ACCOUNT.exec(subject) ?? [];
  const account =
    code === undefined || currency === undefined ? undefined : pathTo(`${code} `, currency);
  if (account !== undefined) {
    links.push({ words: 'account', path: account });
  }
  return links;
}
