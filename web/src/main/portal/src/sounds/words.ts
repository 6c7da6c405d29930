import type { Sound, Sounds } from '../api/soundShapes';
import { sizeOf } from '../recordings/words';

const LONGEST = 64;

/** A name for what is in a file. */
export function nameOf(file: string): string {
  return file
    .toLowerCase()
    .replace(/\.wav$/, '')
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, LONGEST);
}

/** What is wrong with a file before it is sent. */
export function complaintAboutFile(
  file: { readonly size: number } | null,
  largestBytes: number,
): string | undefined {
  if (file === null) {
    return 'Choose a file.';
  }
  return file.size > largestBytes
    ? `It has ${sizeOf(file.size)}: ${sizeOf(largestBytes)} is the most.`
    : undefined;
}

/** What is there, and how much there may be. */
export function roomOf({ items, bytes, mostBytes, most }: Sounds): string {
  const count = items.length === 1 ? '1 sound' : `${items.length} sounds`;
  return `${count} of ${most} at most, ${sizeOf(bytes)} of ${sizeOf(mostBytes)}`;
}

/** Who has it heard, beside calls that name it. */
export function usersOf({
  recordingRules,
  onHold,
}: Pick<Sound, 'recordingRules' | 'onHold'>): string {
  const rules = recordingRules === 1 ? '1 recording rule' : `${recordingRules} recording rules`;
  const users = [...(recordingRules === 0 ? [] : [rules]), ...(onHold ? ['those on hold'] : [])];
  return users.length === 0 ? '–' : users.join(', ');
}
