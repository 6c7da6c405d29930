import { describe, expect, it } from 'vitest';
import { rowsOf, variablesOf } from './variableRows';

describe('variables of a program', () => {
  it('go to rows and back', () => {
    const variables = { GREETING: 'welcome', AGENT: '102' };
    expect(variablesOf(rowsOf(variables))).toEqual({ variables });
  });

  it('may say the language of prompts', () => {
    const variables = { 'CHANNEL(language)': 'de', LANGUAGE: 'de' };
    expect(variablesOf(rowsOf(variables))).toEqual({ variables });
    expect(variablesOf([{ id: 0, name: 'CHANNEL(state)', value: '6' }])).toHaveProperty(
      'complaint',
    );
  });

  it('leave out empty rows', () => {
    expect(variablesOf([{ id: 0, name: '', value: '' }])).toEqual({ variables: {} });
  });

  it('have a name, once, that a shell can read', () => {
    expect(variablesOf([{ id: 0, name: '', value: 'x' }])).toHaveProperty('complaint');
    expect(variablesOf([{ id: 0, name: '1A', value: 'x' }])).toHaveProperty('complaint');
    expect(
      variablesOf([
        { id: 0, name: 'A', value: '1' },
        { id: 1, name: 'A', value: '2' },
      ]),
    ).toHaveProperty('complaint');
  });
});
