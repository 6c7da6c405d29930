import type { MessageMemory, Modem } from '../api/modemShapes';

/** Whether a message can be sent over it now: not by a voice modem, nor without a network. */
export function sends({ state, kind }: Pick<Modem, 'state' | 'kind'>): boolean {
  return state === 'ready' && kind === 'module';
}

const PLACES: Readonly<Record<string, string>> = { SM: 'the SIM', ME: 'the module' };

/** How full it is where messages go that come. */
export function memoryInWords({ name, used, total, full }: MessageMemory): string {
  const place = PLACES[name] ?? name;
  return full ? `${place} is full: no more come in` : `${used} of ${total} in ${place}`;
}

/** What is not there of a long message; nothing if it is whole. */
export function missingInWords(missing: number): string {
  return missing === 0 ? '' : missing === 1 ? 'a part is missing' : `${missing} parts are missing`;
}

/** Newest first; what has no time comes last, in the order of its coming. */
export function newestFirst<T extends { readonly sent?: string | null }>(
  messages: readonly T[],
): readonly T[] {
  const time = ({ sent }: T) => (sent == null ? 0 : Date.parse(sent));
  return [...messages].sort((a, b) => time(b) - time(a));
}
