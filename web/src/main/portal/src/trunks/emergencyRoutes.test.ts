import { expect, test } from 'vitest';
import { routesIn, routesInText } from './emergencyRoutes';

test('routes are written and read alike', () => {
  const text = 'DE 10 110=+4930110 112=+4930112; GB 20';
  expect(routesInText(routesIn(text) ?? [])).toBe(text);
  expect(routesIn('US')).toEqual([{ country: 'US', preference: 100, numbers: {} }]);
  expect(routesIn('')).toEqual([]);
});

test('what cannot be read is told', () => {
  expect(routesIn('Germany')).toBeNull();
  expect(routesIn('DE 112')).toEqual([{ country: 'DE', preference: 112, numbers: {} }]);
  expect(routesIn('DE 10 112')).toBeNull();
  expect(routesIn('DE; DE')).toBeNull();
});
