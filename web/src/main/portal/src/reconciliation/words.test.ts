import { describe, expect, it } from 'vitest';
import type { Difference } from '../api/ledgerShapes';
import { linksOf } from './links';
import { compared, differenceOf, isBare, namedOn, sideOf } from './words';

const eur = (...amounts: string[]) => amounts.map((amount) => ({ amount, currency: 'EUR' }));

const WALLET = 'aaaaaaaa-0000-7000-8000-000000000001';
const CALL = 'aaaaaaaa-0000-7000-8000-000000000002';
const OTHER = 'aaaaaaaa-0000-7000-8000-000000000003';

const difference = (more: Partial<Difference>): Difference => ({
  name: 'wallet-balance',
  subject: WALLET,
  expected: '4219437500',
  found: '4219437499',
  amounts: null,
  callId: null,
  chargeId: null,
  transferId: null,
  walletId: null,
  firstDay: null,
  lastDay: null,
  ...more,
});

const money = (expected: string[], found: string[], less: string[]) => ({
  expected: eur(...expected),
  found: eur(...found),
  difference: eur(...less),
});

const sides = (of: Difference) => [sideOf(of, 'expected'), sideOf(of, 'found'), differenceOf(of)];

describe('a difference', () => {
  it('is money in its currency', () => {
    const amounts = money(['42.19437500'], ['42.19437499'], ['-0.00000001']);
    expect(sides(difference({ amounts }))).toEqual([
      '42.194375\u00a0EUR',
      '42.19437499\u00a0EUR',
      '\u22120.00000001\u00a0EUR',
    ]);
  });

  it('stays as it was told where nobody knows the currency', () => {
    expect(sides(difference({}))).toEqual(['4219437500', '4219437499', undefined]);
    expect(isBare(difference({}))).toBe(true);
    expect(isBare(difference({ amounts: money(['1.00'], ['2.00'], ['1.00']) }))).toBe(false);
    expect(isBare(difference({ name: 'call-not-charged', expected: '1', found: '0' }))).toBe(false);
  });

  it('may be beyond a bound', () => {
    const amounts = money(['-5.00'], ['-7.50'], ['-2.50']);
    const of = difference({ name: 'wallet-below-floor', expected: '>= -500', amounts });
    expect(sides(of)).toEqual([
      'at least \u22125.00\u00a0EUR',
      '\u22127.50\u00a0EUR',
      '\u22122.50\u00a0EUR',
    ]);
    const most = { expected: '<= 500', amounts: money(['5.00'], ['6.00'], ['1.00']) };
    expect(sideOf(difference({ name: 'refund-too-high', ...most }), 'expected')).toBe(
      'at most 5.00\u00a0EUR',
    );
  });

  it('may be that there is nothing, or of tax', () => {
    const amounts = money(['0.30'], ['0.00'], ['-0.30']);
    const of = difference({ name: 'bought-unpaired', found: 'nothing', amounts });
    expect(sides(of).slice(1)).toEqual(['nothing', '\u22120.30\u00a0EUR']);
    expect(sideOf({ ...of, expected: '30 of it tax' }, 'expected')).toBe('0.30\u00a0EUR of it tax');
  });

  it("names both amounts of a day's sum, and which of them differs", () => {
    const amounts = money(['1.00', '2.00'], ['1.00', '2.50'], ['0.00', '0.50']);
    expect(sides(difference({ name: 'day-balance', amounts }))).toEqual([
      'debits 1.00\u00a0EUR, credits 2.00\u00a0EUR',
      'debits 1.00\u00a0EUR, credits 2.50\u00a0EUR',
      'credits +0.50\u00a0EUR',
    ]);
  });

  it('of counts, seconds and states is told in words', () => {
    const of = (name: string, expected: string, found: string) =>
      sides(difference({ name, expected, found }));
    expect(of('charged-seconds', '61', '60')).toEqual(['61 s', '60 s', '\u22121 s']);
    expect(of('charged-seconds', '60', '61')[2]).toBe('+1 s');
    expect(of('call-not-charged', '1', '0')).toEqual(['1 charge', 'no charge', undefined]);
    expect(of('cost-charged-twice', '1', '2')[1]).toBe('2 charges');
    expect(of('wallet-not-frozen', 'true', 'false')).toEqual(['frozen', 'not frozen', undefined]);
    expect(of('record-without-charge', 'a charge', 'none')).toEqual([
      'a charge',
      'none',
      undefined,
    ]);
  });

  it('is named on a day, or on a first and a last one', () => {
    expect(namedOn(difference({}))).toBeUndefined();
    const day = { firstDay: '2026-11-20', lastDay: '2026-11-20' };
    expect(namedOn(difference(day))).toBe('2026-11-20');
    expect(namedOn(difference({ ...day, lastDay: '2026-11-22' }))).toBe(
      'first 2026-11-20, last 2026-11-22',
    );
  });
});

describe('what a difference names', () => {
  it('is led to: charge, transfer, wallet', () => {
    const all = difference({ callId: CALL, chargeId: OTHER, transferId: OTHER, walletId: WALLET });
    expect(linksOf(all)).toEqual([
      { words: 'charge', path: `/charges/${OTHER}` },
      { words: 'transfer', path: `/ledger/transfers/${OTHER}` },
      { words: 'wallet', path: `/wallets/${WALLET}` },
    ]);
  });

  it('is led to by its call where it is a leg', () => {
    expect(linksOf(difference({ name: 'charged-seconds', callId: CALL }))).toEqual([
      { words: 'charges of the call', path: `/charges?call=${CALL}` },
    ]);
  });

  it('is led to as a journal, or what a reversal takes back', () => {
    expect(linksOf(difference({ name: 'journal-not-approved', transferId: OTHER }))).toEqual([
      { words: 'posted journal', path: `/ledger/transfers/${OTHER}` },
    ]);
    expect(linksOf(difference({ name: 'journal-not-posted' }))).toEqual([
      { words: 'journals', path: '/journals' },
    ]);
    const reversal = { transferId: OTHER, expected: `the mirror of ${CALL}` };
    expect(linksOf(difference({ name: 'reversal-differs', ...reversal }))).toContainEqual({
      words: 'what it takes back',
      path: `/ledger/transfers/${CALL}`,
    });
  });

  it('is led to as an account of its currency', () => {
    for (const subject of ['2100 EUR', '2100 EUR of 2026-11-20 recorded 2026-11-20']) {
      expect(linksOf(difference({ name: 'control-account', subject }))).toEqual([
        { words: 'account', path: '/ledger?code=2100&currency=EUR' },
      ]);
    }
    expect(linksOf(difference({ subject: 'book' }))).toEqual([]);
  });
});

it('a day that agrees says what was compared', () => {
  expect(compared({ calls: 128, transfers: 1, wallets: 3 })).toBe(
    '128 charges, 1 transfer, 3 wallets',
  );
});
