const LONGEST_MILLIS = 30_000;
const ROW = 'tbody > tr, .ml-variable';

/** May be given the keyboard by us, but is no stop of the Tab key. */
function focus(place: HTMLElement) {
  if (!place.hasAttribute('tabindex')) {
    place.tabIndex = -1;
  }
  place.focus();
}

/** The rows that are the place of the keyboard when one is gone: those below, then those above, the nearest first. */
function others(row: HTMLElement | null): HTMLElement[] {
  const rows = [...(row?.closest('table, form')?.querySelectorAll<HTMLElement>(ROW) ?? [])];
  const at = row === null ? -1 : rows.indexOf(row);
  return [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0)).reverse()];
}

const visible = (place: Element | null | undefined): place is HTMLElement =>
  place instanceof HTMLElement && place.isConnected && place.offsetParent !== null;

/**
 * Remembers where a button is that is about to vanish with what it deletes. Call what this returns once that is done:
 * when the button is gone and the keyboard was not moved on meanwhile, it goes to the next row, else to the heading of
 * the list, else to that of the page. Without this it would begin at the top of the page again.
 *
 * @param button null, or the page itself: nothing is done
 */
export function keepPlace(button: Element | null): () => void {
  const row = button?.closest<HTMLElement>(ROW) ?? null;
  const rows = others(row);
  const list = button?.closest('section');
  const land = () => {
    if (document.activeElement !== document.body && document.activeElement !== null) {
      return; // somebody has gone on
    }
    const place = [row, ...rows, list?.querySelector('h2'), document.querySelector('h1')].find(
      visible,
    );
    if (place !== undefined) {
      focus(place);
    }
  };
  return () => {
    if (button === null || button === document.body || !button.isConnected) {
      return;
    }
    const watcher = new MutationObserver(() => {
      if (!button.isConnected) {
        watcher.disconnect();
        land();
      }
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => watcher.disconnect(), LONGEST_MILLIS);
  };
}
