import { describe, expect, it } from 'vitest';
import { EVERYTHING, complaintsOf, queryOf } from './wanted';

const CALL = '01a21ef2-74bf-78f5-b3dc-aab2702847d5';

describe('which charges are asked for', () => {
  it('asks for the day after the last one', () => {
    const asked = queryOf({ ...EVERYTHING, from: '2026-02-01', until: '2026-02-28' });
    expect([asked.from, asked.until]).toEqual(['2026-02-01', '2026-03-01']);
    expect(queryOf({ ...EVERYTHING, until: '2026-12-31' }).until).toBe('2027-01-01');
  });

  it('asks for nothing that is half typed or the wrong way round, and says so', () => {
    const half = { ...EVERYTHING, from: '2026-02-02', until: '2026-02-01', call: CALL.slice(1) };
    expect(queryOf(half)).toEqual({ ...queryOf(EVERYTHING), from: '2026-02-02' });
    expect(Object.keys(complaintsOf(half))).toEqual(['until', 'call']);
  });

  it('takes an id as it was copied', () => {
    const wanted = { ...EVERYTHING, call: ` ${CALL.toUpperCase()} `, due: 'due' as const };
    expect(queryOf(wanted)).toEqual({ ...queryOf(EVERYTHING), call: CALL, due: 'true' });
    expect(complaintsOf(wanted)).toEqual({});
  });
});
