/** Such as 2026-10-01 00:00:00, by the clocks of the zone; undefined if it or the time is not known. */
export function inZone(at: string, timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('sv', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
    }).format(new Date(at));
  } catch {
    return undefined;
  }
}
