import type { NumberTarget, TargetKind } from '../api/shapes';

export type Choice = readonly [value: string, name: string];

export const OUTSIDE = 'OUTSIDE';
const RINGS = 'APPLICATION rings';
const ANSWERS = 'APPLICATION answers';

/** What a number can lead to beside programs and phones. */
export const ELSEWHERE: readonly Choice[] = [
  [OUTSIDE, 'A number outside'],
  [RINGS, 'An application, which rings until it answers'],
  [ANSWERS, 'An application, answered at once'],
];

/** The choice that stands for where a number leads. */
export function choiceOf({ kind, id, answers }: NumberTarget): string {
  switch (kind) {
    case 'OUTSIDE':
      return OUTSIDE;
    case 'APPLICATION':
      return answers === true ? ANSWERS : RINGS;
    default:
      return `${kind} ${id ?? ''}`;
  }
}

/** The target of a REST body that a choice stands for. */
export function chosenTarget(choice: string, outside: string) {
  switch (choice) {
    case OUTSIDE:
      return { kind: OUTSIDE, number: outside.trim() };
    case RINGS:
    case ANSWERS:
      return { kind: 'APPLICATION', answers: choice === ANSWERS };
    default: {
      const [kind, id] = choice.split(' ') as [TargetKind, string | undefined];
      return { kind, id };
    }
  }
}

/** A target that has no page of its own, in words. */
export function targetText({ kind, number, answers }: NumberTarget): string {
  return kind === 'OUTSIDE'
    ? `Forwarded to ${number ?? ''}`
    : `Application, ${answers === true ? 'answered at once' : 'rings until it answers'}`;
}
