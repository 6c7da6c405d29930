import { describe, expect, it } from 'vitest';
import type { NumberTarget } from '../api/shapes';
import { choiceOf, chosenTarget, ELSEWHERE, targetText } from './target';

const none = { id: null, name: '', number: null, answers: null };

describe('where a number leads', () => {
  const targets: readonly NumberTarget[] = [
    { ...none, kind: 'PROGRAM', id: 'p1', name: 'Greeting' },
    { ...none, kind: 'PHONE', id: 'f1', name: '101' },
    { ...none, kind: 'OUTSIDE', number: '+33123456700', name: '+33123456700' },
    { ...none, kind: 'APPLICATION', answers: false },
    { ...none, kind: 'APPLICATION', answers: true },
  ];

  it('is the same after it was shown and saved', () => {
    for (const target of targets) {
      const sent = chosenTarget(choiceOf(target), target.number ?? '');
      expect({ ...none, name: target.name, ...sent }).toEqual(target);
    }
  });

  it('is among the choices when it is no program or phone', () => {
    for (const target of targets.slice(2)) {
      expect(ELSEWHERE.map(([value]) => value)).toContain(choiceOf(target));
    }
  });

  it('is said in words', () => {
    expect(targets.slice(2).map(targetText)).toEqual([
      'Forwarded to +33123456700',
      'Application, rings until it answers',
      'Application, answered at once',
    ]);
  });
});
