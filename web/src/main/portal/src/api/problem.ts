/** An RFC 9457 problem as the server tells it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
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

/** Reads a problem out of any body; what is missing is filled in from the status. */
export function problemOf(status: number, body: unknown): Problem {
  const it = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const title = textOf(it.title, `The server answered ${status}`);
  return {
    type: textOf(it.type, 'about:blank'),
    title,
    status,
    detail: textOf(it.detail, title),
    retry: it.retry === true || status >= 500,
    violations: violationsOf(it.violations),
  };
}

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ProblemError) {
    return error.problem.detail;
  }
  return error instanceof Error ? error.message : 'Something went wrong.';
}

/** The complaint about one field of a form, if the server had one. */
export function complaintAbout(error: unknown, field: string): string | undefined {
  if (!(error instanceof ProblemError)) {
    return undefined;
  }
  return error.problem.violations.find(
    (each) => each.field === field || each.field.endsWith(`.${field}`),
  )?.message;
}
