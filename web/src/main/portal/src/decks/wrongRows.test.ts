import { describe, expect, it } from 'vitest';
import { listed } from './wrongRows';

const problems = [17, 18].map((line) => ({ line, column: 'price', reason: 'not a price: dear' }));

describe('wrong rows of a file', () => {
  it('are to be mended when all are listed', () => {
    expect(listed({ wrongRows: 2, problems })).toBe('Mend them and upload the file again.');
  });

  it('are said to be more than are listed', () => {
    expect(listed({ wrongRows: 812, problems })).toMatch(/^Only the first 2 of them are listed/);
  });
});
