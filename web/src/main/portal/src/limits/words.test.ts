import { expect, test } from 'vitest';
import type { Limit } from '../api/limitShapes';
import { destinationIn, destinationInWords, gaugesOf, limitInWords, mostInWords } from './words';

const limit: Limit = {
  id: '1',
  ceiling: false,
  user: '*',
  destination: 'LV',
  calls: 20,
  callsAtOnce: 0,
  money: { amount: '10', currency: 'EUR' },
  used: [],
};

test('destinations and limits have names', () => {
  expect(destinationInWords('LV')).toBe('Latvia');
  expect(destinationInWords('DE-premium')).toBe('Germany, premium rate');
  expect(destinationInWords('satellite')).toBe('Satellites');
  expect(limitInWords(limit)).toBe('Each user to Latvia');
  expect(limitInWords({ user: '', destination: '' })).toBe('All together to anywhere');
  expect(limitInWords({ user: '101', destination: '*' })).toBe('101 to each destination');
});

test('destinations are read as they are typed', () => {
  expect(destinationIn(' lv ')).toBe('LV');
  expect(destinationIn('de-Premium')).toBe('DE-premium');
  expect(destinationIn('Satellite')).toBe('satellite');
  expect(destinationIn('Latvia')).toBeNull();
  expect(destinationIn('QX')).toBeNull();
  expect(destinationIn('')).toBeNull();
});

test('a limit says how much it allows', () => {
  expect(mostInWords(limit)).toBe('20 calls an hour, 0 calls at once, 10.00\u00a0EUR an hour');
  expect(mostInWords({ ...limit, calls: 1, callsAtOnce: null, money: null })).toBe(
    '1 call an hour',
  );
});

test('gauges say how full a limit is', () => {
  const use = {
    user: '101',
    destination: 'LV',
    calls: 5,
    callsNow: 0,
    money: { amount: '12.5', currency: 'EUR' },
  };
  expect(gaugesOf(limit, use).map((gauge) => gauge.full)).toEqual([25, 100, 100]);
  expect(gaugesOf(limit, undefined).map((gauge) => gauge.full)).toEqual([0, 100, 0]);
});
