import { KINDS, announcementOf, type Announcement } from './announcement';

export type Connection = 'open' | 'lost';

interface Listener {
  readonly onBatch: (batch: readonly Announcement[]) => void;
  readonly onConnection: (connection: Connection, again: boolean) => void;
}

const BATCH_MILLIS = 250;
const RETRY_MILLIS = 3000;

/** Listens to the server's events until the returned function is called; hands them on in small batches. */
export function listen(url: string, to: Listener): () => void {
  let source: EventSource | undefined;
  let flush: number | undefined;
  let retry: number | undefined;
  let opened = false;
  let batch: Announcement[] = [];

  const take = (event: MessageEvent<string>) => {
    const announcement = announcementOf(event.data);
    if (announcement === null) {
      return;
    }
    batch.push(announcement);
    flush ??= window.setTimeout(() => {
      flush = undefined;
      const whole = batch;
      batch = [];
      to.onBatch(whole);
    }, BATCH_MILLIS);
  };

  const connect = () => {
    const now = new EventSource(url);
    source = now;
    now.onopen = () => {
      to.onConnection('open', opened);
      opened = true;
    };
    now.onerror = () => {
      to.onConnection('lost', false);
      // The browser itself tries again while it is CONNECTING, but gives up after an answer that is no stream.
      if (now.readyState === EventSource.CLOSED) {
        retry = window.setTimeout(connect, RETRY_MILLIS);
      }
    };
    now.onmessage = take;
    KINDS.forEach((kind) => now.addEventListener(kind, take));
  };

  connect();
  return () => {
    window.clearTimeout(flush);
    window.clearTimeout(retry);
    source?.close();
  };
}
