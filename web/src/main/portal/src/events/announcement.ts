import type { CallSummary } from '../api/shapes';

export const KINDS = [
  'call.began',
  'call.changed',
  'call.ended',
  'phone.registered',
  'phone.unregistered',
  'wallet.changed',
  'trunk.changed',
  'modem.changed',
  'message.received',
] as const;

export type Announcement =
  | { readonly kind: 'call'; readonly call: CallSummary }
  | { readonly kind: 'phone'; readonly phoneId: string }
  | { readonly kind: 'wallet'; readonly walletId: string }
  | { readonly kind: 'trunk' | 'modem' | 'message' };

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Reads one CloudEvent; null for anything this portal does not know, so that a newer server may say more. */
export function announcementOf(text: string): Announcement | null {
  let event: Record<string, unknown>;
  try {
    event = fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
  const data = fieldsOf(event.data);
  switch (event.type) {
    case 'call.began':
    case 'call.changed':
    case 'call.ended':
      return typeof data.id === 'string' && typeof data.began === 'string'
        ? { kind: 'call', call: data as unknown as CallSummary }
        : null;
    case 'phone.registered':
    case 'phone.unregistered':
      return typeof data.phoneId === 'string' ? { kind: 'phone', phoneId: data.phoneId } : null;
    case 'wallet.changed':
      return typeof data.walletId === 'string' ? { kind: 'wallet', walletId: data.walletId } : null;
    case 'trunk.changed':
      return { kind: 'trunk' };
    case 'modem.changed':
      return { kind: 'modem' };
    case 'message.received':
      return { kind: 'message' };
    default:
      return null;
  }
}
