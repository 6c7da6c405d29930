import { expect, it } from 'vitest';
import type { TaxRate } from '../api/taxShapes';
import { standingOf } from './standing';

const RATE: TaxRate = {
  id: '1',
  country: 'DE',
  taxClass: 'standard',
  rate: '0.19',
  from: '2026-11-26',
  until: null,
  added: { by: 'ada', at: '2026-11-26T10:00:00Z' },
  ended: null,
};

it.each([
  ['2026-11-25', null, 'To come'],
  ['2026-11-26', null, 'In force'],
  ['2026-12-31', '2027-01-01', 'In force'],
  ['2027-01-01', '2027-01-01', 'Past'],
  ['2026-11-01', '2026-11-26', 'Taken back'],
])('on %s a rate until %s is: %s', (today, until, standing) => {
  expect(standingOf({ ...RATE, until }, today)).toBe(standing);
});
