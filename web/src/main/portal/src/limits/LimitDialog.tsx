import { useState } from 'react';
import { change } from '../api/http';
import type { Limit } from '../api/limitShapes';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { type LimitForm, limitAsked } from './asked';
import { useCurrencies } from './useCurrencies';
import { limitInWords } from './words';

interface Props {
  readonly path: string;
  readonly stale: readonly string[];
  readonly onClose: () => void;
}

/** Sets a limit, in the place of one for the same user and destination. */
export function LimitDialog({ path, stale, onClose }: Props) {
  const [user, setUser] = useState('');
  const [destination, setDestination] = useState('');
  const [calls, setCalls] = useState('');
  const [callsAtOnce, setCallsAtOnce] = useState('');
  const [money, setMoney] = useState('');
  const currencies = useCurrencies();
  const [chosen, setChosen] = useState('');
  const currency = currencies.find((each) => each.currency === chosen) ?? currencies[0];
  const [complaints, setComplaints] = useState<Readonly<Partial<Record<keyof LimitForm, string>>>>(
    {},
  );
  const set = useChange({
    send: (body: object) => change<Limit>('PUT', path, body),
    stale,
    done: (limit) => `Set the limit: ${limitInWords(limit)}`,
    after: onClose,
  });
  const submit = () => {
    const asked = limitAsked({ user, destination, calls, callsAtOnce, money }, currency);
    if ('complaints' in asked) {
      setComplaints(asked.complaints);
    } else {
      setComplaints({});
      set.mutate(asked.body);
    }
  };
  return (
    <Dialog
      title="Set a limit"
      description="Calls beyond it are refused; emergency calls never are."
      submit="Set"
      busy={set.isPending}
      error={set.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="User"
        value={user}
        onValue={setUser}
        complaint={complaintAbout(set.error, 'user')}
        help="Such as 101; * for each user alone; nothing for all together."
        input={{ autoComplete: 'off', maxLength: 32 }}
      />
      <TextField
        label="Destination"
        value={destination}
        onValue={setDestination}
        complaint={complaintAbout(set.error, 'destination')}
        help="A country such as LV, LV-premium or satellite; * for each alone; nothing for all."
        input={{ autoComplete: 'off', maxLength: 32 }}
      />
      <TextField
        label="Calls an hour"
        value={calls}
        onValue={setCalls}
        complaint={complaints.calls ?? complaintAbout(set.error, 'calls')}
        input={{ inputMode: 'numeric', autoComplete: 'off' }}
      />
      <TextField
        label="Calls at once"
        value={callsAtOnce}
        onValue={setCallsAtOnce}
        complaint={complaints.callsAtOnce ?? complaintAbout(set.error, 'callsAtOnce')}
        input={{ inputMode: 'numeric', autoComplete: 'off' }}
      />
      <TextField
        label="Money an hour"
        value={money}
        onValue={setMoney}
        complaint={complaints.money ?? complaintAbout(set.error, 'money')}
        help="Fill in one of these at least."
        input={{ inputMode: 'decimal', autoComplete: 'off' }}
      />
      <ChoiceField
        label="Currency"
        value={currency.currency}
        choices={currencies.map((each) => [each.currency, each.currency])}
        onValue={setChosen}
      />
    </Dialog>
  );
}
