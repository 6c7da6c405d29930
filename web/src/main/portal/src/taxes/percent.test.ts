import { describe, expect, it } from 'vitest';
import { fractionOf, percentOf } from './percent';

describe('a rate of tax', () => {
  it.each([
    ['0.19', '19\u00a0%'],
    ['0.2', '20\u00a0%'],
    ['0.055', '5.5\u00a0%'],
    ['0', '0\u00a0%'],
    ['1', '100\u00a0%'],
    ['0.123456', '12.3456\u00a0%'],
    ['0.005', '0.5\u00a0%'],
  ])('%s is shown as percent', (rate, shown) => {
    expect(percentOf(rate)).toBe(shown);
  });

  it.each([
    ['19', '0.19'],
    ['19 %', '0.19'],
    ['7', '0.07'],
    ['5,5', '0.055'],
    ['5.50', '0.055'],
    ['0', '0'],
    ['100', '1'],
    ['12.3456', '0.123456'],
    ['0.5', '0.005'],
  ])('%s is read as a part of the net amount', (typed, rate) => {
    expect(fractionOf(typed)).toEqual({ rate });
  });

  it.each(['', 'much', '-1', '1.23456', '101', '100.1', '1e2'])('%s is refused', (typed) => {
    expect(fractionOf(typed)).toHaveProperty('complaint');
  });
});
