import { expect, it } from 'vitest';
import { asOfInWords } from './asOf';

it('an instant is said by the clocks of the book', () => {
  expect(asOfInWords('', 'Europe/Berlin')).toBe('now');
  expect(asOfInWords('2026-11-01T00:00', 'Europe/Berlin')).toBe(
    'on 2026-11-01 at 00:00 (Europe/Berlin)',
  );
  expect(asOfInWords('2026-11-01T23:59:59', 'UTC')).toBe('on 2026-11-01 at 23:59:59 (UTC)');
});
