import { useState } from 'react';
import { afterReading, afterSaving, openedWith, type Opened } from './opened';
import type { Versioned } from './savedAs';

/** What a form that stands on its page is of; it begins anew where `of` has another version. */
export function useOpened<T extends Versioned>(latest: T) {
  const [kept, setForm] = useState<Opened<T>>(() => openedWith(latest));
  const form = afterReading(kept, latest);
  if (form !== kept) {
    setForm(form);
  }
  return {
    of: form.of,
    behind: form.behind,
    onTyped: () => setForm((before) => ({ ...before, typed: true })),
    onSaved: (saved: T) => setForm((before) => afterSaving(before, saved)),
    onAnew: () => setForm(openedWith(latest)),
  };
}
