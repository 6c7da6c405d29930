/** A cadence as ETSI's national annexes have it: a tone of 425 Hz for so many seconds, then a rest. */
interface Cadence {
  readonly hertz: readonly number[];
  readonly on: number;
  readonly off: number;
  readonly volume: number;
}

/** What a caller hears while the other end rings. */
export const RING_BACK: Cadence = { hertz: [425], on: 1, off: 4, volume: 0.08 };

/** What rings when somebody calls. */
export const RING: Cadence = { hertz: [440, 480], on: 1, off: 2, volume: 0.15 };

const SCHEDULED = 60;

/** Sounds until the returned function is called. */
export function sound({ hertz, on, off, volume }: Cadence): () => void {
  const context = new AudioContext();
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(context.destination);
  for (let i = 0; i < SCHEDULED; i++) {
    const at = context.currentTime + i * (on + off);
    gain.gain.setValueAtTime(volume, at);
    gain.gain.setValueAtTime(0, at + on);
  }
  hertz.forEach((frequency) => {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain);
    tone.start();
  });
  return () => void context.close();
}
