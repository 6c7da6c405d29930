import { read } from './http';
import type { Page } from './shapes';

const PAGE = 200;
const MOST_PAGES = 10;

/** So many of a list are read to choose from; who has more would not find one among them. */
export const MOST_CHOICES = PAGE * MOST_PAGES;

export interface Listed<T> {
  readonly items: readonly T[];
  /** There are more. */
  readonly cut: boolean;
}

/** A list from its beginning, over as many pages as it has. */
export async function readAll<T>(
  path: string,
  parameters: Readonly<Record<string, string | null>>,
  signal?: AbortSignal,
): Promise<Listed<T>> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    // what is not read by pages has no next
    const page: Partial<Page<T>> = await read(path, { ...parameters, limit: PAGE, cursor }, signal);
    items.push(...(page.items ?? []));
    cursor = page.next ?? null;
    if (cursor === null) {
      break;
    }
  }
  return { items, cut: cursor !== null };
}
