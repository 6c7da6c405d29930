import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import { TextField } from '../parts/TextField';
import { prefixesIn } from './prefixes';

interface Props {
  readonly label: string;
  readonly help: string;
  readonly required?: boolean;
  /** What the server said to what was sent. */
  readonly error: unknown;
}

/** A field for the beginnings of numbers that a bundle covers, and what was typed into it. */
export function usePrefixes(before: readonly string[]) {
  const [text, setText] = useState(before.join(' '));
  const [complaint, setComplaint] = useState<string>();
  /** Gives what was typed to whoever saves it, unless it is wrong. */
  const send = (save: (prefixes: readonly string[]) => void) => {
    const read = prefixesIn(text);
    setComplaint('complaint' in read ? read.complaint : undefined);
    if ('prefixes' in read) {
      save(read.prefixes);
    }
  };
  const field = ({ label, help, required, error }: Props) => (
    <TextField
      label={label}
      required={required}
      value={text}
      onValue={setText}
      complaint={complaint ?? complaintAbout(error, 'prefixes')}
      help={help}
      input={{ inputMode: 'tel', autoComplete: 'off' }}
    />
  );
  return { field, send };
}
