import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useSettled } from './useSettled';

export interface Search {
  /** As it is typed. */
  readonly text: string;
  readonly onText: (text: string) => void;
  /** As it is asked for: what the address says. */
  readonly wanted: string;
}

/** A search that stands in the address as `?name=…`: it can be shared, and is there after a reload. */
export function useSearch(name: string): Search {
  const [parameters, setParameters] = useSearchParams();
  const wanted = parameters.get(name) ?? '';
  const [text, setText] = useState(wanted);
  const [written, setWritten] = useState(wanted);
  const [seen, setSeen] = useState(wanted);
  if (wanted !== seen) {
    setSeen(wanted);
    // The address was changed by something else than typing here: by a link, or by going back.
    if (wanted !== written) {
      setText(wanted);
      setWritten(wanted);
    }
  }
  const settled = useSettled(text).trim();
  useEffect(() => {
    if (settled !== text.trim() || settled === written) {
      return;
    }
    setWritten(settled);
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        if (settled === '') {
          next.delete(name);
        } else {
          next.set(name, settled);
        }
        return next;
      },
      { replace: true },
    );
  }, [settled, text, written, name, setParameters]);
  return { text, onText: setText, wanted };
}
