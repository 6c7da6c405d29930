import type { Recording } from '../api/recordingShapes';

const REASONS: Readonly<Record<string, string>> = {
  stopped: 'stopped',
  digit: 'ended by a key',
  silence: 'ended by silence',
  longest: 'as long as it was to be',
  'hung-up': 'until the end',
  'disk-full': 'the disk was full',
  'write-failed': 'the disk failed',
  'server-stopped': 'the server stopped',
  lost: 'lost',
};

/** Why a recording ended, or that it runs. */
export function endOf({ reason }: Pick<Recording, 'reason'>): string {
  return reason === null || reason === undefined ? 'recording now' : (REASONS[reason] ?? reason);
}

/** Whether it ended in a way that nobody asked for. */
export function isFault({ reason }: Pick<Recording, 'reason'>): boolean {
  return ['disk-full', 'write-failed', 'server-stopped', 'lost'].includes(reason ?? '');
}

/** Who erased it. */
export function eraserOf({ deletedBy }: Pick<Recording, 'deletedBy'>): string {
  return deletedBy === 'retention' ? 'Its time was over' : `Erased by ${deletedBy ?? 'somebody'}`;
}

export function sizeOf(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
