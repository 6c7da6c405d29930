import { useState } from 'react';
import type { Money } from '../api/shapes';
import { complaintAbout } from '../api/problem';
import { TextField } from '../parts/TextField';
import { entered } from './money';

interface Props {
  readonly help?: string;
  /** What the server said to what was sent. */
  readonly error: unknown;
}

/**
 * A field for an amount, and what was typed into it.
 *
 * @param like an amount of the same currency as the server writes it: with all the decimals that it has
 * @param before what stands in it first, as a decimal string
 */
export function useAmount(like: Money, before = '') {
  const [text, setText] = useState(before);
  const [complaint, setComplaint] = useState<string>();
  const { currency } = like;
  const read = entered(text, like);
  /** Gives the amount to whoever sends it, unless it is none. */
  const send = (give: (amount: Money) => void) => {
    setComplaint('complaint' in read ? read.complaint : undefined);
    if ('amount' in read) {
      give({ amount: read.amount, currency });
    }
  };
  const seconds = currency === 'SEC';
  const field = ({ help, error }: Props) => (
    <TextField
      label={`Amount in ${currency}`}
      required
      value={text}
      onValue={setText}
      complaint={complaint ?? complaintAbout(error, 'amount')}
      help={
        help ?? (seconds ? 'Whole seconds, such as 3600.' : 'With a decimal point, such as 25.00.')
      }
      input={{ inputMode: 'decimal', autoComplete: 'off' }}
    />
  );
  /** As it stands there now; nothing while it is none. */
  const typed = 'amount' in read ? { amount: read.amount, currency } : undefined;
  return { typed, send, field };
}
