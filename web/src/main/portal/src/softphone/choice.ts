/** A microphone or a loudspeaker. */
export interface Device {
  readonly id: string;
  readonly name: string;
}

export type Kind = 'microphone' | 'speaker';

/** What the browser calls the system's choice; it is no device of its own. */
const ALIASES = ['', 'default', 'communications'];

const KINDS = { microphone: 'audioinput', speaker: 'audiooutput' } as const;

/** The devices of a kind; none until the browser may name them. */
export function devices(all: readonly MediaDeviceInfo[], kind: Kind): readonly Device[] {
  return all
    .filter((each) => each.kind === KINDS[kind])
    .filter(({ deviceId, label }) => !ALIASES.includes(deviceId) && label !== '')
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

/** The chosen one where it is plugged in, else the system's choice, which is empty. */
export function inUse(chosen: Device | null, there: readonly Device[]): string {
  return there.some(({ id }) => id === chosen?.id) ? (chosen?.id ?? '') : '';
}

const key = (kind: Kind) => `meterline.${kind}`;

/** As it was chosen here before; null: the system's choice. */
export function remembered(kind: Kind): Device | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key(kind)) ?? 'null');
    const { id, name } = (value ?? {}) as Record<string, unknown>;
    return typeof id === 'string' && typeof name === 'string' ? { id, name } : null;
  } catch {
    return null; // nothing of ours, or a browser that keeps nothing
  }
}

export function remember(kind: Kind, device: Device | null): void {
  try {
    if (device === null) {
      localStorage.removeItem(key(kind));
    } else {
      localStorage.setItem(key(kind), JSON.stringify(device));
    }
  } catch {
    // It holds until the page is left.
  }
}

/** What is said when a device went or came back; null: nothing. */
export function moved(kind: Kind, chosen: Device | null, from: string, to: string): string | null {
  const what = kind === 'microphone' ? 'microphone' : 'loudspeaker';
  if (chosen === null || from === to) {
    return null;
  }
  return to === chosen.id
    ? `The ${what} ${chosen.name} is used again.`
    : `The ${what} ${chosen.name} is not plugged in: your computer’s default is used.`;
}
