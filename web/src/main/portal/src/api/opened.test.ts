import { describe, expect, it } from 'vitest';
import { afterReading, afterSaving, openedWith } from './opened';

const FIRST = { days: 90, version: 1 };
const OTHERS = { days: 30, version: 2 };
const OWN = { days: 60, version: 2 };

describe('a form that stands on its page', () => {
  const typed = { ...openedWith(FIRST), typed: true };

  it('begins anew with what somebody else saved', () => {
    expect(afterReading(openedWith(FIRST), OTHERS)).toEqual(openedWith(OTHERS));
  });

  it('keeps what was typed meanwhile, and is a change of what it began with', () => {
    const form = afterReading(typed, OTHERS);
    expect(form).toMatchObject({ of: FIRST, typed: true, behind: true });
    expect(afterReading(form, OTHERS)).toBe(form);
  });

  it('stays as it is when the same is read again', () => {
    expect(afterReading(typed, { ...FIRST })).toBe(typed);
  });

  it('is of what it saved, whatever was read before that', () => {
    const saved = afterSaving(typed, OWN);
    expect(afterReading(saved, FIRST).of).toBe(OWN);
    expect(afterReading(saved, OWN)).toEqual(openedWith(OWN));
  });

  it('does not take its own for what somebody else saved', () => {
    const again = { ...afterSaving(typed, OWN), typed: true };
    expect(afterReading(again, OWN)).toMatchObject({ of: OWN, typed: true, behind: false });
  });
});
