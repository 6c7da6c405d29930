/** An RFC 9457 problem as the server tells it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Whether the same again may succeed later, without anything being changed. */
  readonly retry: boolean;
  readonly violations: readonly Violation[];
}

export interface Violation {
  readonly field: string;
  readonly message: string;
}

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function violationsOf(value: unknown): readonly Violation[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value.map((each: unknown) => {
    const it = (each ?? {}) as Record<string, unknown>;
    return { field: textOf(it.field, ''), message: textOf(it.message, 'is not valid') };
  });
}

const NOT_SIGNED_IN = 'not-signed-in';

/** Reads a problem out of any body; what is missing is filled in from the status. */
export function problemOf(status: number, body: unknown): Problem {
  const it = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const title = textOf(it.title, `The server answered ${status}`);
  return {
    type: textOf(it.type, status === 401 ? NOT_SIGNED_IN : 'about:blank'),
    title,
    status,
    detail: textOf(it.detail, title),
    retry: typeof it.retry === 'boolean' ? it.retry : status >= 500,
    violations: violationsOf(it.violations),
  };
}

/** What the server says to programs, for those who have a form before them. */
const IN_A_FORM: Readonly<Record<string, string>> = {
  'idempotency-key-reused':
    'This form was sent before with something else in it, and that may have been done. Close the form and look what there is before you open it again.',
  'message-in-doubt':
    'The modem did not say whether it was sent. It may have been: sent again, it may arrive twice.',
  [NOT_SIGNED_IN]:
    'Sign in again in another tab. What you typed stays here, and can be sent afterwards.',
};

const HEADINGS: Readonly<Record<string, string>> = {
  invalid: 'Something that was entered is not right',
  'idempotency-key-reused': 'This form was sent before',
  'changed-meanwhile': 'Changed by somebody else',
  [NOT_SIGNED_IN]: 'You are signed out',
};

/** The last part of the type, such as `wallet-too-low`; empty if it has none. */
export function codeOf(error: unknown): string {
  return error instanceof ProblemError ? (/[a-z-]+$/.exec(error.problem.type)?.[0] ?? '') : '';
}

export function isNotSignedIn(error: unknown): boolean {
  return codeOf(error) === NOT_SIGNED_IN;
}

/** What went wrong in a few words. */
export function headingOf(error: unknown): string {
  return error instanceof ProblemError
    ? (HEADINGS[codeOf(error)] ?? error.problem.title)
    : 'Something went wrong';
}

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ProblemError) {
    return IN_A_FORM[codeOf(error)] ?? error.problem.detail;
  }
  return error instanceof Error ? error.message : 'Something went wrong.';
}

/** Whether trying again helps; nothing if the server did not say, or what is shown says it better. */
export function adviceOf(error: unknown): string | undefined {
  if (!(error instanceof ProblemError) || codeOf(error) in IN_A_FORM) {
    return undefined;
  }
  return adviceFor(error.problem);
}

/** The same of any refusal. */
export function adviceFor({ retry }: { readonly retry: boolean }): string {
  return retry
    ? 'Trying again may help.'
    : 'Trying again does not help before something is changed.';
}

/**
 * A field as the server names it, in words: `callsAtOnce` is "Calls at once", `target.number` "Target, number", and
 * `lines[0].amount` "Line 1, amount".
 */
export function fieldInWords(field: string): string {
  const words = field
    .replaceAll('.<list element>', '')
    .replace(/(?:(?<=x)es|s)?\[(\d+)\]/g, (_all, index: string) => ` ${Number(index) + 1}`)
    .replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .replaceAll('.', ', ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function violationsOfError(error: unknown): readonly Violation[] {
  return error instanceof ProblemError ? error.problem.violations : [];
}

/** The complaint about one field of a form, if the server had one; an amount of money with its currency is one field. */
export function complaintAbout(error: unknown, field: string): string | undefined {
  const names = [field, `${field}.amount`, `${field}.currency`];
  return violationsOfError(error).find(
    (each) => names.includes(each.field) || each.field.endsWith(`.${field}`),
  )?.message;
}

/**
 * The same about a field that has several values.
 *
 * @param named what stands for a value in the form, by its place from 0 as the server has it; nothing: the field itself
 */
export function complaintAboutEach(
  error: unknown,
  field: string,
  named: (place: number) => string,
): string | undefined {
  const said = violationsOfError(error).flatMap((each) => {
    const [name, index] = each.field.split(/[[\]]/);
    if (name !== field) {
      return [];
    }
    const whose = index === undefined ? '' : named(Number(index));
    return [whose === '' ? each.message : `${whose} ${each.message}`];
  });
  return said.length === 0 ? undefined : said.join('; ');
}

/** What the server says, if it refused for one of these reasons: of those that are about a field without naming it. */
export function refusedFor(error: unknown, ...codes: readonly string[]): string | undefined {
  return codes.includes(codeOf(error)) ? sentenceOf(error) : undefined;
}
