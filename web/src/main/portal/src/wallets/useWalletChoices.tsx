import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { read } from '../api/http';
import { readingOf } from '../api/reading';
import type { Page, Wallet } from '../api/shapes';
import { ReadingSaid } from '../parts/ReadingSaid';
import { TextField } from '../parts/TextField';
import { useSettled } from '../parts/useSettled';
import { foundInWords, withChosen } from './finding';

const MOST = 50;

interface Choices {
  readonly wallets: readonly Wallet[];
  /** The field that looks for others, and why there are none; nothing where one answer holds them all. */
  readonly search: ReactNode;
}

/**
 * Wallets to choose from in a form, found by the beginning of names where there are many. Those that are chosen already
 * stay among them.
 *
 * @param chosen ids of wallets; empty ones stand for none
 * @param payer only this payer's
 */
export function useWalletChoices(chosen: readonly string[] = [], payer?: string): Choices {
  const [text, setText] = useState('');
  const name = useSettled(text).trim();
  const query = useQuery({
    queryKey: ['wallets', 'choices', payer ?? '', name],
    queryFn: ({ signal }) =>
      read<Page<Wallet>>('/wallets', { name, payer: payer ?? null, limit: MOST }, signal),
    placeholderData: keepPreviousData,
  });
  const found = query.data?.items ?? [];
  const reading = readingOf(query);
  const ids = [...new Set(chosen)].filter(
    (id) => id !== '' && query.data !== undefined && found.every((each) => each.id !== id),
  );
  const others = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['wallets', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => read<Wallet>(`/wallets/${id}`, {}, signal),
    })),
  });
  const many = text !== '' || name !== '' || (query.data?.next ?? null) !== null;
  return {
    wallets: withChosen(
      found,
      others.map(({ data }) => data),
    ),
    search: (many || reading.error !== null) && (
      <>
        <ReadingSaid of={reading} />
        {many && (
          <TextField
            label="Search the list below"
            value={text}
            onValue={setText}
            help={foundInWords(query.isPlaceholderData ? undefined : query.data, name)}
            input={{ type: 'search', maxLength: 100, autoComplete: 'off' }}
          />
        )}
      </>
    ),
  };
}
