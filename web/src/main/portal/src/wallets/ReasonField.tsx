import { complaintAbout } from '../api/problem';
import { NO_PERSONS } from '../ledger/noPersons';
import { TextField } from '../parts/TextField';

interface Props {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** Whether it was sent without one. */
  readonly missing: boolean;
  readonly error: unknown;
}

/** Why money is moved: it stays on record. */
export function ReasonField({ value, onValue, missing, error }: Props) {
  return (
    <TextField
      label="Reason"
      required
      value={value}
      onValue={onValue}
      complaint={
        missing && value.trim() === '' ? 'Give a reason.' : complaintAbout(error, 'reason')
      }
      help={`Stays on record. ${NO_PERSONS}`}
      input={{ maxLength: 200 }}
    />
  );
}
