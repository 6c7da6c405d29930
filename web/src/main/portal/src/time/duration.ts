/** Hours, minutes and seconds, begun seconds not counted: 65,400 ms is 0:01:05. */
export function formatDuration(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** The same in words, for those who hear the page: "1 minute 5 seconds". */
export function spokenDuration(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const parts: readonly [number, string][] = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const spoken = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return spoken.length === 0 ? '0 seconds' : spoken.join(' ');
}

/** Seconds after a beginning, to the millisecond: "+1.042 s". */
export function formatOffset(from: string, at: string): string {
  const millis = Math.max(0, Date.parse(at) - Date.parse(from));
  return `+${(millis / 1000).toFixed(3)} s`;
}

export function millisBetween(from: string, to: string | null, now: number): number {
  return (to === null ? now : Date.parse(to)) - Date.parse(from);
}
