/** The lines of a text, without empty ones. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What a line that was sent is called by whoever typed the text: empty lines count there, and are not sent. */
export function lineIn(text: string): (place: number) => string {
  const numbers = text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [at + 1]));
  return (place) => `Line ${numbers[place] ?? place + 1}`;
}
