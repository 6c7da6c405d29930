import { describe, expect, it } from 'vitest';
import { availableWith, forecast, forecastInWords } from './forecast';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const having = (amount: string) => ({ available: eur(amount) });

describe('what a forced debit will do', () => {
  it('takes what there is, and the rest is owed', () => {
    expect(forecast(eur('3.25'), having('1.25000000'))).toEqual({
      taken: eur('1.25000000'),
      owed: eur('2'),
    });
    expect(forecast(eur('1.25'), having('1.25'))).toEqual({ taken: eur('1.25'), owed: eur('0') });
    expect(forecast(eur('0.3'), having('0.2'))).toMatchObject({ owed: eur('0.1') });
  });

  it('takes nothing from a wallet that is below its floor', () => {
    for (const nothing of ['0.00000000', '-4']) {
      expect(forecast(eur('1'), having(nothing))).toEqual({ taken: eur('0'), owed: eur('1') });
    }
  });

  it('is said', () => {
    expect(forecastInWords(eur('3.25'), having('1.25'))).toBe(
      '1.25\u00a0EUR is taken now; 2.00\u00a0EUR stays owed, and the wallet is frozen until that is settled.',
    );
    expect(forecastInWords(eur('1'), having('2'))).toBe(
      '1.00\u00a0EUR is taken now; nothing stays owed.',
    );
    expect(forecastInWords(eur('1'), having('0'))).toMatch(/^There is nothing to take now; 1\.00/);
  });
});

it('another floor leaves so much available', () => {
  const wallet = { balance: eur('10.00000000'), held: eur('2.50000000') };
  expect(availableWith(eur('-50'), wallet)).toEqual(eur('57.5'));
  expect(availableWith(eur('8'), wallet)).toEqual(eur('-0.5'));
});
