// Rates of tax of the mock: one that another follows, and a class that one country lacks.
import { problem } from './answers.mjs';
import { ago, dayAgo, id } from './books.mjs';

const day = (days) => dayAgo(-days);
const rate = (country, taxClass, of, from, until = null) => ({
  id: id('7c00'),
  country,
  taxClass,
  rate: of,
  from: day(from),
  until: until === null ? null : day(until),
  added: { by: 'finance', at: ago(86400) },
  ended: null,
});

const items = [
  rate('DE', 'reduced', '0.07', -300),
  rate('DE', 'standard', '0.16', -300, -120),
  rate('DE', 'standard', '0.19', -120, 36),
  rate('DE', 'standard', '0.2', 36),
  rate('FR', 'reduced', '0.055', -30),
];

export function readTaxes() {
  const gaps = items.some((each) => each.country === 'FR' && each.taxClass === 'standard')
    ? []
    : [{ country: 'FR', taxClass: 'standard', from: day(-30) }];
  return [200, { items, gaps }];
}

const inputTax = { deducted: true };

export const readInputTax = () => [200, inputTax];

export const changeInputTax = (_, of, told) => [200, Object.assign(inputTax, told)];

/** A rate that is added or ended. */
export function changeTaxes([, wanted], body) {
  if (wanted !== undefined) {
    const found = items.find((each) => each.id === wanted);
    return [200, Object.assign(found, body, { ended: { by: 'finance', at: ago(0) } })];
  }
  if (!/^[A-Z]{2}$/.test(body.country)) {
    const violations = [{ field: 'country', message: 'must be a country such as DE' }];
    return problem(422, 'invalid', 'Not valid', 'The request is not valid.', { violations });
  }
  const before = items.find(
    (each) => each.country === body.country && each.taxClass === body.taxClass && !each.until,
  );
  if (before) {
    before.until = body.from;
  }
  const made = { ...rate(body.country, body.taxClass, body.rate, 0), from: body.from };
  items.push(made);
  return [201, made];
}
