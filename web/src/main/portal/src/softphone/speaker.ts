const speaker = typeof Audio === 'undefined' ? null : new Audio();

/** Whether this browser lets a page choose where it is heard. */
export const CAN_CHOOSE_SPEAKER =
  typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;

/** The other end's voice; null: none that is known. */
export function hear(stream: MediaStream | null): void {
  if (speaker !== null && stream !== null) {
    speaker.srcObject = stream;
    // Another voice that is to be heard ends this one's beginning.
    speaker.play().catch(() => undefined);
  }
}

/** @param id of the device; empty: the system's choice */
export async function sendTo(id: string): Promise<void> {
  if (CAN_CHOOSE_SPEAKER) {
    await speaker?.setSinkId(id);
  }
}
