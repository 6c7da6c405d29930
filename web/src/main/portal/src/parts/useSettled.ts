import { useEffect, useState } from 'react';

const QUIET_MILLIS = 300;

/** What was typed, once nothing more was typed for a moment: so that not each letter asks the server. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), QUIET_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
