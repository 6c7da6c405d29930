import { describe, expect, it } from 'vitest';
import { NO_WHOLE_NUMBER } from '../parts/wholeNumber';
import { limitAsked } from './asked';

const form = { user: ' 101 ', destination: '*', calls: '', callsAtOnce: '', money: '' };
const EUR = { amount: '12.00000000', currency: 'EUR' };
const JPY = { amount: '12.000000', currency: 'JPY' };

describe('a limit that is asked for', () => {
  it('may be in cents and less', () => {
    expect(limitAsked({ ...form, money: '0.05' }, EUR)).toEqual({
      body: { user: '101', destination: '*', money: { amount: '0.05', currency: 'EUR' } },
    });
    expect(limitAsked({ ...form, money: '0.00000001' }, JPY)).toEqual({
      complaints: { money: 'Enter at most 6 decimals.' },
    });
  });

  it('may be of nothing, but has to say of what', () => {
    expect(limitAsked({ ...form, money: '0' }, EUR)).toEqual({
      body: { user: '101', destination: '*', money: { amount: '0', currency: 'EUR' } },
    });
    expect(limitAsked({ ...form, money: '-1' }, EUR)).toEqual({
      complaints: { money: 'Must not be negative.' },
    });
    expect(limitAsked(form, EUR)).toEqual({
      complaints: { calls: 'Enter calls an hour, calls at once or money.' },
    });
  });

  it('may be in calls', () => {
    expect(limitAsked({ ...form, calls: '20', callsAtOnce: '2' }, EUR)).toEqual({
      body: { user: '101', destination: '*', calls: 20, callsAtOnce: 2 },
    });
  });

  it('says all that is wrong at once', () => {
    expect(limitAsked({ ...form, calls: '0.5', callsAtOnce: 'two', money: 'x' }, EUR)).toEqual({
      complaints: {
        calls: NO_WHOLE_NUMBER,
        callsAtOnce: NO_WHOLE_NUMBER,
        money: 'Enter digits with a decimal point, such as 25.00.',
      },
    });
  });
});
