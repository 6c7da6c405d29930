const PREFIX = /^[1-9]\d{0,14}$/;

/** The beginnings of numbers that somebody typed, each once, or what is wrong with one. */
export function prefixesIn(text: string): { prefixes: string[] } | { complaint: string } {
  const words = text
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^\+/, ''))
    .filter((word) => word !== '');
  const wrong = words.find((word) => !PREFIX.test(word));
  return wrong === undefined
    ? { prefixes: [...new Set(words)] }
    : { complaint: `${wrong} is no beginning of a number: write its country’s code, such as 49.` };
}
