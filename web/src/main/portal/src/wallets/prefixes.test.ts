import { describe, expect, it } from 'vitest';
import { prefixesIn } from './prefixes';

describe('the prefixes of a bundle', () => {
  it('are read however they are set apart, each once', () => {
    expect(prefixesIn(' 49, +4930\n33;49 ')).toEqual({ prefixes: ['49', '4930', '33'] });
    expect(prefixesIn('  ')).toEqual({ prefixes: [] });
  });

  it.each(['049', '0049', '4a', '49-30', '1234567890123456'])('are not %s', (wrong) => {
    expect('complaint' in prefixesIn(`49 ${wrong}`)).toBe(true);
  });
});
