import { expect, it } from 'vitest';
import { choiceOf, choicesOf, chosenBy, chosenInWords } from './holdMusic';

it('each choice of music on hold stands for what it was made of', () => {
  const own = { plays: 'sound', sound: 'silence' } as const;
  const silence = { plays: 'silence', sound: null } as const;
  const builtIn = { plays: 'builtIn', sound: null } as const;
  for (const music of [own, silence, builtIn]) {
    expect(chosenBy(choiceOf(music))).toEqual(music);
  }
  expect(choiceOf(own)).not.toBe(choiceOf(silence));
  expect(chosenBy(choiceOf({ plays: 'silence' }))).toEqual(silence);
});

it('the choices are the built-in music, silence and all sounds', () => {
  expect(choicesOf([{ name: 'waltz' }, { name: 'welcome' }])).toEqual([
    ['builtIn', 'the built-in music'],
    ['silence', 'silence'],
    ['sound waltz', 'your sound waltz'],
    ['sound welcome', 'your sound welcome'],
  ]);
});

it('what others chose is told in words', () => {
  expect(chosenInWords({ plays: 'sound', sound: 'waltz' })).toBe(
    'Those on hold hear your sound waltz.',
  );
  expect(chosenInWords({ plays: 'builtIn' })).toBe('Those on hold hear the built-in music.');
  expect(chosenInWords({ plays: 'silence' })).toBe('Those on hold hear silence.');
});
