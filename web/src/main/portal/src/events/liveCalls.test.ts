import { describe, expect, it } from 'vitest';
import type { CallState, CallSummary } from '../api/shapes';
import { announcementOf, type Announcement } from './announcement';
import { afterAnnouncements, staleAfter } from './liveCalls';

function call(id: string, state: CallState, second: number): CallSummary {
  const at = `2026-11-22T10:00:${String(second).padStart(2, '0')}Z`;
  return {
    id,
    state,
    direction: 'INTERNAL',
    caller: '101',
    dialled: '102',
    callee: null,
    began: at,
    answered: null,
    ended: state === 'ENDED' ? at : null,
    talkedMillis: 0,
    cost: null,
    sipStatus: null,
    reason: null,
  };
}

const told = (one: CallSummary): Announcement => ({ kind: 'call', call: one });

describe('the live list', () => {
  it('takes a new call in, newest first', () => {
    const after = afterAnnouncements([call('a', 'TALKING', 1)], [told(call('b', 'ARRIVED', 5))]);
    expect(after.map((each) => each.id)).toEqual(['b', 'a']);
  });

  it('replaces a call that changed', () => {
    const after = afterAnnouncements([call('a', 'RINGING', 1)], [told(call('a', 'TALKING', 1))]);
    expect(after.map((each) => each.state)).toEqual(['TALKING']);
  });

  it('lets a call go that ended, even when a late word about it follows', () => {
    const after = afterAnnouncements(
      [call('a', 'TALKING', 1)],
      [told(call('a', 'ENDED', 1)), told(call('a', 'ENDING', 1))],
    );
    expect(after).toEqual([]);
  });

  it('is the same list when nothing about calls was said', () => {
    const live = [call('a', 'TALKING', 1)];
    expect(afterAnnouncements(live, [{ kind: 'wallet', walletId: 'w' }])).toBe(live);
  });
});

describe('what is stale', () => {
  it('follows from the batch, each key once', () => {
    const keys = staleAfter([
      told(call('a', 'TALKING', 1)),
      told(call('a', 'TALKING', 1)),
      { kind: 'wallet', walletId: 'w' },
    ]);
    expect(keys).toEqual([['call', 'a'], ['wallets'], ['sponsors'], ['ledger']]);
  });

  it('has messages, modems and trunks in it', () => {
    const batch = ['message.received', 'modem.changed', 'trunk.changed'].flatMap(
      (type) => announcementOf(JSON.stringify({ type, data: {} })) ?? [],
    );
    expect(staleAfter(batch)).toEqual([['modem-messages'], ['modems'], ['trunks']]);
  });

  it('has the ended calls in it when one ended', () => {
    expect(staleAfter([told(call('a', 'ENDED', 1))])).toContainEqual(['calls', 'ended']);
    expect(staleAfter([told(call('a', 'ENDED', 1))])).toContainEqual(['charges']);
    expect(staleAfter([told(call('a', 'TALKING', 1))])).not.toContainEqual(['charges']);
  });
});

describe('announcements', () => {
  it('are read from CloudEvents', () => {
    const event = { specversion: '1.0', type: 'call.began', data: call('a', 'ARRIVED', 1) };
    expect(announcementOf(JSON.stringify(event))).toEqual(told(call('a', 'ARRIVED', 1)));
    expect(
      announcementOf('{"type":"phone.registered","data":{"phoneId":"p","user":"101"}}'),
    ).toEqual({
      kind: 'phone',
      phoneId: 'p',
    });
  });

  it('are nothing when unknown or broken', () => {
    for (const text of [
      '',
      '[]',
      'null',
      '{"type":"queue.joined"}',
      '{"type":"call.ended","data":{}}',
    ]) {
      expect(announcementOf(text)).toBeNull();
    }
  });
});
