import { describe, expect, it } from 'vitest';
import { LIMIT_BYTES, complaintAboutFile, formatSize } from './size';

describe('the size of a program', () => {
  it('is shown in the unit that fits', () => {
    expect([812, 3482, 1310720].map(formatSize)).toEqual(['812 B', '3.4 KiB', '1.25 MiB']);
  });

  it('has limits', () => {
    expect(complaintAboutFile({ size: 0 })).toContain('empty');
    expect(complaintAboutFile({ size: LIMIT_BYTES })).toBeNull();
    expect(complaintAboutFile({ size: LIMIT_BYTES + 1 })).toContain('at most');
  });
});
