import type { Phone } from '../api/shapes';

export interface PhoneDraft {
  readonly displayName: string;
  readonly callerId: string;
  readonly walletId: string;
}

export const EMPTY: PhoneDraft = { displayName: '', callerId: '', walletId: '' };

export function draftOf(phone: Phone): PhoneDraft {
  return {
    displayName: phone.displayName,
    callerId: phone.callerId ?? '',
    walletId: phone.walletId ?? '',
  };
}

/** Why the draft cannot be sent yet, or nothing. */
export function complaintAboutName(draft: PhoneDraft): string | undefined {
  return draft.displayName.trim() === '' ? 'Give it a name.' : undefined;
}

/** The body the server takes: what is empty is null. */
export function bodyOf(draft: PhoneDraft) {
  return {
    displayName: draft.displayName.trim(),
    callerId: draft.callerId.replace(/[\s()/-]/g, '') || null,
    walletId: draft.walletId || null,
  };
}
