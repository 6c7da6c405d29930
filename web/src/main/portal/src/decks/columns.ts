/** What was typed as one line with semicolons, as the server takes it: one value each. */
export function columnsOf(typed: string): readonly string[] {
  return typed
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
