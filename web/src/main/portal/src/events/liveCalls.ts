import type { CallSummary } from '../api/shapes';
import type { Announcement } from './announcement';

function newestFirst(a: CallSummary, b: CallSummary): number {
  return Date.parse(b.began) - Date.parse(a.began) || (a.id < b.id ? 1 : -1);
}

/**
 * The live list after a batch of announcements: a call that began or changed is put in or replaced, one that ended
 * leaves and does not come back by a late word about it in the same batch.
 */
export function afterAnnouncements(
  live: readonly CallSummary[],
  batch: readonly Announcement[],
): readonly CallSummary[] {
  const calls = new Map(live.map((call) => [call.id, call]));
  const over = new Set<string>();
  let touched = false;
  for (const each of batch) {
    if (each.kind !== 'call' || over.has(each.call.id)) {
      continue;
    }
    touched = true;
    if (each.call.state === 'ENDED' || each.call.ended !== null) {
      over.add(each.call.id);
      calls.delete(each.call.id);
    } else {
      calls.set(each.call.id, each.call);
    }
  }
  return touched ? [...calls.values()].sort(newestFirst) : live;
}

/** What has to be read again after a batch, as the first parts of query keys. */
export function staleAfter(batch: readonly Announcement[]): readonly (readonly string[])[] {
  const keys = new Map<string, readonly string[]>();
  const add = (...key: string[]) => keys.set(key.join(' '), key);
  for (const each of batch) {
    switch (each.kind) {
      case 'call':
        add('call', each.call.id);
        if (each.call.state === 'ENDED') {
          add('calls', 'ended');
          add('charges');
          add('runs');
          add('programs');
        }
        break;
      case 'phone':
        add('phones');
        break;
      case 'wallet':
        add('wallets');
        add('sponsors');
        add('ledger');
        break;
      case 'trunk':
        add('trunks');
        break;
      case 'modem':
        add('modems');
        break;
      case 'message':
        add('modem-messages');
        add('modems'); // how full they are
        break;
    }
  }
  return [...keys.values()];
}
