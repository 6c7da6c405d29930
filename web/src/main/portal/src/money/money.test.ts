import { describe, expect, it } from 'vitest';
import {
  amountOf,
  entered,
  enteredSigned,
  formatAmount,
  formatMoney,
  less,
  negated,
  same,
  signOf,
  sum,
  unitsOf,
} from './money';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const EUR = eur('0.00000000');

describe('money', () => {
  it.each([
    ['1.99000000', '1.99'],
    ['0', '0.00'],
    ['0.00000001', '0.00000001'],
    ['-0.01250000', '\u22120.0125'],
    ['1234567.5', '1,234,567.50'],
    ['123', '123.00'],
    ['90071992547409931.12345678', '90,071,992,547,409,931.12345678'],
    ['-0.00000000', '0.00'],
    ['0.123456789', '0.123456789'],
  ])('shows %s as %s', (amount, shown) => {
    expect(formatAmount(amount)).toBe(shown);
  });

  it('keeps the currency beside the amount on one line', () => {
    expect(formatMoney(eur('2.50'))).toBe('2.50\u00a0EUR');
  });

  it('shows the seconds of a bundle without decimals', () => {
    expect(formatMoney({ amount: '3600', currency: 'SEC' })).toBe('3,600\u00a0s');
  });

  it('adds what floating point cannot', () => {
    expect(sum([eur('0.10000000'), eur('0.20000000')], 'EUR').amount).toBe('0.3');
    expect(sum([eur('9007199254740993'), eur('0.00000001')], 'EUR').amount).toBe(
      '9007199254740993.00000001',
    );
    expect(sum([], 'EUR').amount).toBe('0');
  });

  it('does not mix currencies', () => {
    expect(() => sum([eur('1'), { amount: '1', currency: 'USD' }], 'EUR')).toThrow(RangeError);
  });

  it('refuses what is no decimal', () => {
    for (const text of ['', '1e3', '0x1', '1.0000000000001', 'NaN']) {
      expect(() => unitsOf(text)).toThrow(RangeError);
    }
  });

  it('goes to units and back', () => {
    for (const amount of ['0', '-1.00000001', '12.34', '100', '0.000000000001']) {
      expect(amountOf(unitsOf(amount))).toBe(amount);
    }
  });

  it('knows signs and equality', () => {
    expect(signOf(eur('-0.5'))).toBe(-1);
    expect(signOf(eur('0.000'))).toBe(0);
    expect(signOf(negated(eur('-3')))).toBe(1);
    expect(same(eur('1.5'), eur('1.50000000'))).toBe(true);
  });

  it('reads what people type', () => {
    expect(entered('25', EUR)).toEqual({ amount: '25' });
    expect(entered(' 12,50 ', EUR)).toEqual({ amount: '12.5' });
    expect(entered('0', EUR)).toHaveProperty('complaint');
    expect(entered('-5', EUR)).toHaveProperty('complaint');
    expect(entered('1,000.00', EUR)).toHaveProperty('complaint');
    expect(entered('', EUR)).toHaveProperty('complaint');
  });

  it('reads a floor with its sign', () => {
    expect(enteredSigned('-50', EUR)).toEqual({ amount: '-50' });
    expect(enteredSigned(' \u2212 50,5 ', EUR)).toEqual({ amount: '-50.5' });
    expect(enteredSigned('8.00', EUR)).toEqual({ amount: '8' });
    for (const zero of ['0', '0.00', '-0', '0,']) {
      expect(enteredSigned(zero, EUR)).toEqual({ amount: '0' });
    }
    for (const wrong of ['', '-', '--5', '5-', '-0.000000001', '1e3']) {
      expect(enteredSigned(wrong, EUR)).toHaveProperty('complaint');
    }
  });

  it('takes away exactly', () => {
    expect(less(eur('0.3'), eur('0.1'), eur('0.2')).amount).toBe('0');
    expect(less(eur('1'), eur('9007199254740993.00000001')).amount).toBe(
      '-9007199254740992.00000001',
    );
  });

  it.each([
    ['EUR', '1.00000000', '0.12345678', '0.123456789'],
    ['BHD', '1.000000000', '0.123456789', '0.1234567891'],
    ['JPY', '1.000000', '0.123456', '0.1234567'],
    ['SEC', '1', '60', '60.5'],
  ])('takes the decimals that %s has', (currency, amount, all, tooMany) => {
    const like = { amount, currency };
    expect(entered(all, like)).toEqual({ amount: all });
    expect(entered(`${all}${all.includes('.') ? '0' : '.0'}`, like)).toEqual({ amount: all });
    expect(entered(tooMany, like)).toHaveProperty('complaint');
  });
});
