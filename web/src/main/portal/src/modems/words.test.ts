import { expect, test } from 'vitest';
import { memoryInWords, missingInWords, newestFirst, sends } from './words';

const memory = { name: 'SM', used: 3, total: 20, full: false };

test('a module in a network sends messages, all else does not', () => {
  expect(sends({ state: 'ready', kind: 'module' })).toBe(true);
  expect(sends({ state: 'searching', kind: 'module' })).toBe(false);
  expect(sends({ state: 'ready', kind: 'voice' })).toBe(false);
  expect(sends({ state: 'ready' })).toBe(false);
});

test('memories have names', () => {
  expect(memoryInWords(memory)).toBe('3 of 20 in the SIM');
  expect(memoryInWords({ ...memory, name: 'ME', used: 20, full: true })).toBe(
    'the module is full: no more come in',
  );
  expect(memoryInWords({ ...memory, name: 'MT' })).toBe('3 of 20 in MT');
});

test('what is missing of a long message is said', () => {
  expect([0, 1, 2].map(missingInWords)).toEqual(['', 'a part is missing', '2 parts are missing']);
});

test('the newest message comes first, whatever the zone of its time', () => {
  const at = (sent: string | null) => ({ sent });
  const early = at('2026-11-26T16:30:00+01:00');
  const late = at('2026-11-26T16:00:00Z');
  const never = at(null);
  expect(newestFirst([never, early, late])).toEqual([late, early, never]);
});
