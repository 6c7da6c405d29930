import { describe, expect, it } from 'vitest';
import { bundledInWords } from './bundled';

const bundle = (name: string, seconds: number) => ({ walletId: name, name, prefix: '49', seconds });

describe('seconds that bundles would pay', () => {
  it('are told of each, and in all if there are several', () => {
    expect(bundledInWords([bundle('Berlin', 20)])).toBe('Berlin 20 s');
    expect(bundledInWords([bundle('Berlin', 20), bundle('Germany', 30)])).toBe(
      '50 s: Berlin 20 s, Germany 30 s',
    );
  });
});
