import type { Leg } from './legs';
import type { Talk } from './talk';

const EVERY_MILLIS = 1000;
/** Rooms are quiet while people listen; a microphone from which nothing ever came is another matter. */
export const PATIENCE = 8;

/** The energy that the microphone has given since its call began; null: the browser does not say. */
export function energy(stats: Iterable<unknown>): number | null {
  for (const each of stats) {
    const { type, kind, totalAudioEnergy } = each as Record<string, unknown>;
    if (type === 'media-source' && kind === 'audio' && typeof totalAudioEnergy === 'number') {
      return totalAudioEnergy;
    }
  }
  return null;
}

/** Counts the looks in a row at which nothing had come yet. */
export function silence(): (energy: number | null, off: boolean) => boolean {
  let looks = 0;
  let heard = false;
  return (energy, off) => {
    heard ||= energy === null || energy > 0;
    looks = off || heard ? 0 : looks + 1;
    return looks >= PATIENCE;
  };
}

/** Says of a call that nothing comes from the microphone, until something does. */
export function watchSilence(leg: Leg, tell: (leg: Leg, part: Partial<Talk>) => void): void {
  let silent = silence();
  let from: MediaStreamTrack | null = null;
  const look = async () => {
    const senders = leg.session.connection.getSenders();
    const sender = senders.find(({ track }) => track?.kind === 'audio');
    if (sender !== undefined && sender.track !== from) {
      from = sender.track;
      silent = silence();
    }
    const stats = await sender?.getStats();
    const is = silent(energy(stats?.values() ?? []), leg.talk.muted || leg.talk.held);
    if (is !== leg.talk.silent) {
      tell(leg, { silent: is });
    }
  };
  const timer = window.setInterval(() => {
    if (leg.session.isEnded()) {
      window.clearInterval(timer);
    } else {
      void look();
    }
  }, EVERY_MILLIS);
}
