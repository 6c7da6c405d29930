import { describe, expect, it } from 'vitest';
import { boughtLines, boughtSums } from './boughtLines';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const bought = (transferId: string, at: string, amount: string, takenBack = false) => ({
  transferId,
  text: `Call ${transferId}`,
  at,
  amount: eur(amount),
  takenBack,
});

describe('what a tenant paid the operator for a call', () => {
  it('is one sum while nothing was given back', () => {
    const charged = [bought('1', '2026-11-20T10:00:00Z', '6.00')];
    expect(boughtLines({ bought: charged })).toEqual(charged);
    const sums = { boughtCharged: eur('6.00'), boughtRefunded: null, boughtFor: eur('6.00') };
    expect(boughtSums(sums)).toEqual([['In all', eur('6.00')]]);
    expect(boughtSums({ boughtFor: eur('6.00') })).toEqual([['In all', eur('6.00')]]);
  });

  it('tells what was charged, what was given back and what is left', () => {
    const lines = boughtLines({
      bought: [
        bought('1', '2026-11-20T10:00:00Z', '6.00', true),
        bought('2', '2026-11-20T10:00:00Z', '5.00'),
      ],
      boughtRefunds: [bought('3', '2026-11-20T12:00:00Z', '3.00')],
    });
    expect(lines.map((l) => `${l.text} ${l.amount.amount} ${l.takenBack}`)).toEqual([
      'Call 1 6.00 true',
      'Call 2 5.00 false',
      'Given back: Call 3 -3 false',
    ]);
    expect(
      boughtSums({
        boughtCharged: eur('5.00'),
        boughtRefunded: eur('3.00'),
        boughtFor: eur('2.00'),
      }),
    ).toEqual([
      ['Charged', eur('5.00')],
      ['Given back', eur('-3')],
      ['Left', eur('2.00')],
    ]);
  });
});
