import { afterEach, describe, expect, it, vi } from 'vitest';
import { MOST_CHOICES, readAll } from './readAll';

/** Answers with pages of numbers, so many in all; gives back what was asked for. */
function serve(all: number, paged = true): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    const parameters = new URL(url, 'http://server').searchParams;
    const begin = Number(parameters.get('cursor') ?? '0');
    const end = Math.min(all, begin + Number(parameters.get('limit')));
    const items = Array.from({ length: end - begin }, (_, at) => begin + at);
    const page = { items, next: end < all ? String(end) : null };
    return Promise.resolve(new Response(JSON.stringify(paged ? page : { items })));
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a list to choose from', () => {
  it('is read to its end', async () => {
    const asked = serve(450);
    const { items, cut } = await readAll<number>('/phones', { payer: 'p' });
    expect(items).toEqual(Array.from({ length: 450 }, (_, at) => at));
    expect(cut).toBe(false);
    expect(asked).toEqual([
      '/api/v1/phones?payer=p&limit=200',
      '/api/v1/phones?payer=p&limit=200&cursor=200',
      '/api/v1/phones?payer=p&limit=200&cursor=400',
    ]);
  });

  it('ends where nobody would find anything in it, and says so', async () => {
    const asked = serve(100_000);
    const { items, cut } = await readAll('/phones', {});
    expect(items).toHaveLength(MOST_CHOICES);
    expect(cut).toBe(true);
    expect(asked).toHaveLength(10);
  });

  it('is whole when it ends just there', async () => {
    serve(MOST_CHOICES);
    expect((await readAll('/phones', {})).cut).toBe(false);
  });

  it('may be one that has no pages', async () => {
    serve(3, false);
    expect(await readAll('/ledger/accounts', {})).toEqual({ items: [0, 1, 2], cut: false });
  });

  it('is not there when a page of it could not be read', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}', { status: 500 })));
    await expect(readAll('/phones', {})).rejects.toThrow();
  });
});
