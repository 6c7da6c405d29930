/** What a difference is about, in words; names that are new here stand for themselves. */
const MEANINGS: Readonly<Record<string, string>> = {
  'book-not-zero': 'Debits and credits of the book differ.',
  'move-without-account': 'An entry has no account, or two currencies.',
  'move-without-transfer': 'An entry belongs to no transfer.',
  'transfer-without-moves': 'A transfer has no entries.',
  'wallet-balance': 'A wallet differs from its entries.',
  'wallet-held': 'A wallet differs from its open holds.',
  'wallet-below-floor': 'A wallet is below its floor.',
  'pocket-balance': 'A pocket differs from its entries.',
  'wallet-goodwill': 'A wallet differs from its pockets.',
  'wallet-owed': 'A wallet differs from what it owes.',
  'wallet-not-frozen': 'A wallet owes and is not frozen, or the other way round.',
  receivables: 'The account of receivables is not what wallets owe.',
  'purchase-not-posted': 'A purchase is not what was posted.',
  'refund-too-high': 'More was given back than was taken.',
  'control-account': 'The account of wallets is not their sum.',
  'charge-not-posted': 'A charge is not what was posted.',
  'tax-not-posted': 'The tax of a charge is not what was posted.',
  'day-balance': "An account's sum of a day is not that of its moves.",
  'wallet-day': "A wallet's or pocket's sum of a day is not that of its entries.",
  'call-not-charged': 'A call was posted without a charge.',
  'hold-not-charged': 'A hold was resolved without its charge.',
  'charge-without-record': 'A charged leg has no record.',
  'record-without-charge': 'A paid leg was not charged.',
  'charged-seconds': 'Record and charge tell different lengths.',
  'wholesale-without-charge': 'A tenant was not charged for a leg that it bought.',
  'cost-without-charge': 'What a carrier is owed for a leg was not charged.',
  'wholesale-charged-twice': 'A tenant was charged more than once for a leg.',
  'cost-charged-twice': 'More than one carrier is owed for a leg, or one of them twice.',
  'bought-unpaired': "What the operator charged for a call is not in the tenant's book alike.",
  'passage-unpaired': 'What passed between two books stands in one only.',
  'reversal-differs': 'A reversal is not the mirror of its transfer.',
  'journal-not-posted': 'An approved journal was not posted.',
  'journal-not-approved': 'A journal was posted without approval.',
  're-rating-differs': 'A call was charged anew with another amount than was decided.',
  'charged-twice': 'A call was charged anew, and what it was charged before still stands.',
  're-rating-not-approved': 'A call was charged anew without approval.',
};

export const NAMES = Object.keys(MEANINGS);

export function meaningOf(name: string): string {
  return MEANINGS[name] ?? '';
}
