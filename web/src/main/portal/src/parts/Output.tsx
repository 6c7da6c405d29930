/** What a program or a peer wrote, as it wrote it; scrolls within itself and can be reached by keyboard. */
export function Output({ text, label }: { text: string; label: string }) {
  return (
    // A region that scrolls has to be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="ml-output" role="region" aria-label={label} tabIndex={0}>
      {text}
    </pre>
  );
}
