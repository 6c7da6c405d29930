import type { Change } from './http';

/** What tells another version after each change, in a list or by itself. */
export interface Versioned {
  readonly id?: string;
  readonly version: number;
}

export interface Saving {
  readonly method: Change;
  readonly path: string;
  readonly body: object;
}

/**
 * How a form is saved: as a new one, or as a change of the one that was opened.
 *
 * @param path of the list, or of the one thing that there is
 */
export function savedAs(path: string, opened: Versioned | undefined, body: object): Saving {
  if (opened === undefined) {
    return { method: 'POST', path, body };
  }
  return {
    method: 'PUT',
    path: opened.id === undefined ? path : `${path}/${opened.id}`,
    body: { ...body, version: opened.version },
  };
}
