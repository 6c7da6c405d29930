import { describe, expect, it } from 'vitest';
import { savedAs } from './savedAs';

describe('what a form saves', () => {
  it('is a new one when none was opened', () => {
    expect(savedAs('/phones', undefined, { name: 'Desk' })).toEqual({
      method: 'POST',
      path: '/phones',
      body: { name: 'Desk' },
    });
  });

  it('is a change of the version that was opened', () => {
    expect(savedAs('/phones', { id: 'p', version: 3 }, { name: 'Desk' })).toEqual({
      method: 'PUT',
      path: '/phones/p',
      body: { name: 'Desk', version: 3 },
    });
  });

  it('is also a change of what there is one of, and was not set before', () => {
    expect(savedAs('/payer-rule', { version: 0 }, { steps: [] })).toEqual({
      method: 'PUT',
      path: '/payer-rule',
      body: { steps: [], version: 0 },
    });
  });
});
