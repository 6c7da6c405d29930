import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { change, read } from './http';
import { adviceOf, codeOf, headingOf, isNotSignedIn, sentenceOf } from './problem';
import { answered, isSignedOut, subscribe } from './signedOut';

const sent: RequestInit[] = [];
const reload = vi.fn();

function serve(status: number, body: unknown = null): void {
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    sent.push(init);
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
}

const failing = async (doing: Promise<unknown>): Promise<unknown> => {
  try {
    return await doing;
  } catch (error) {
    return error;
  }
};

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal('window', { location: { reload } });
  answered(200);
});

afterEach(() => {
  expect(reload).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});

describe('a form that is sent when nobody is signed in any more', () => {
  it('stays, is told so, and can be sent again', async () => {
    const told = vi.fn();
    const leave = subscribe(told);
    serve(401, { type: 'https://meterline.org/problems/not-signed-in', detail: 'Sign in first.' });
    const refused = await failing(change('PUT', '/phones/p', { displayName: 'Desk' }));
    expect(isNotSignedIn(refused)).toBe(true);
    expect(headingOf(refused)).toBe('You are signed out');
    expect(sentenceOf(refused)).toMatch(/stays here/);
    expect(adviceOf(refused)).toBeUndefined();
    expect(isSignedOut()).toBe(true);
    expect(told).toHaveBeenCalledOnce();

    serve(200, { displayName: 'Desk' });
    await change('PUT', '/phones/p', { displayName: 'Desk' });
    expect(sent[1]?.body).toBe(sent[0]?.body);
    expect(isSignedOut()).toBe(false);
    expect(told).toHaveBeenCalledTimes(2);
    leave();
    answered(401);
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('is told so by an answer without a body, too', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 401 })));
    expect(codeOf(await failing(read('/me')))).toBe('not-signed-in');
  });

  it('is not signed in again by a refusal', async () => {
    serve(401);
    await failing(read('/me'));
    serve(503);
    await failing(read('/me'));
    expect(isSignedOut()).toBe(true);
  });
});

it('is not signed out by a refusal of what somebody may not do', async () => {
  serve(403);
  await failing(read('/me'));
  expect(isSignedOut()).toBe(false);
});
