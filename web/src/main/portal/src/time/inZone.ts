/** The zone as browsers know it; UTC if they do not, as for the `Z` of Java, which is just that. */
export function knownZone(timeZone: string): string {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
}

/** An instant by the clocks of a zone, which is named beside it; what is no instant, as it came. */
export function inZone(at: string, timeZone: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) {
    return at;
  }
  const zone = knownZone(timeZone);
  const shown = new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: date.getTime() % 60_000 === 0 ? undefined : '2-digit',
    timeZone: zone,
  }).format(date);
  return `${shown} (${zone})`;
}
