const PARTS: Intl.DateTimeFormatOptions = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
};
const SAME_YEAR = new Intl.DateTimeFormat(undefined, PARTS);
const OTHER_YEAR = new Intl.DateTimeFormat(undefined, { ...PARTS, year: 'numeric' });

function utcOf(date: Date): string {
  return `${date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '')} UTC`;
}

/** A time in the browser's zone; the same in UTC when pointed at. */
export function Instant({ at }: { at: string | null }) {
  if (at === null) {
    return <span aria-label="not yet">–</span>;
  }
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) {
    return <span>{at}</span>;
  }
  const format = date.getFullYear() === new Date().getFullYear() ? SAME_YEAR : OTHER_YEAR;
  return (
    <time className="ml-time" dateTime={at} title={utcOf(date)}>
      {format.format(date)}
    </time>
  );
}
