import { ProblemError, problemOf } from './problem';
import { answered } from './signedOut';

const BASE = '/api/v1';

type Value = string | number | null | undefined;
type Parameters = Readonly<Record<string, Value | readonly string[]>>;

export function address(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [value as Value]) {
      if (each !== null && each !== undefined && each !== '') {
        query.append(name, String(each));
      }
    }
  }
  const text = query.toString();
  return `${BASE}${path}${text === '' ? '' : `?${text}`}`;
}

async function answer<T>(response: Response): Promise<T> {
  answered(response.status);
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    body = null;
  }
  if (!response.ok) {
    throw new ProblemError(problemOf(response.status, body));
  }
  return body as T;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new ProblemError(
      problemOf(503, {
        title: 'The server cannot be reached',
        detail: 'The server cannot be reached. Check the connection and try again.',
      }),
    );
  }
}

export async function read<T>(
  path: string,
  parameters: Parameters = {},
  signal?: AbortSignal,
): Promise<T> {
  const response = await send(address(path, parameters), {
    headers: { Accept: 'application/json' },
    signal: signal ?? null,
  });
  return answer<T>(response);
}

export type Change = 'POST' | 'PUT' | 'DELETE';

export async function change<T>(
  method: Change,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const response = await send(address(path), {
    method,
    headers: {
      Accept: 'application/json',
      'X-Meterline': '1',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return answer<T>(response);
}

export async function upload<T>(
  path: string,
  file: File,
  parameters: Parameters = { name: file.name },
  method: Change = 'POST',
): Promise<T> {
  const response = await send(address(path, parameters), {
    method,
    headers: {
      Accept: 'application/json',
      'X-Meterline': '1',
      'Content-Type': 'application/octet-stream',
    },
    body: file,
  });
  return answer<T>(response);
}
