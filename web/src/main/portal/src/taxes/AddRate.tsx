import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { TaxRate } from '../api/taxShapes';
import { useChange } from '../api/useChange';
import { CodeField } from '../parts/CodeField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { tomorrow } from '../time/days';
import { fractionOf, rateInWords } from './percent';

/** Adds a rate; one that is open is ended by the one that follows it. */
export function AddRate({ onClose }: { onClose: () => void }) {
  const [country, setCountry] = useState('');
  const [taxClass, setTaxClass] = useState('standard');
  const [percent, setPercent] = useState('');
  const [from, setFrom] = useState(() => tomorrow(new Date()));
  const [complaint, setComplaint] = useState<string>();
  const add = useChange({
    send: (rate: string) =>
      change<TaxRate>('POST', '/tax-rates', {
        country,
        taxClass: taxClass.trim(),
        rate,
        from,
      }),
    stale: ['taxes', 'rates'],
    done: (rate) => `Added the rate of tax ${rateInWords(rate)}`,
    after: onClose,
  });
  const submit = () => {
    const read = fractionOf(percent);
    setComplaint('complaint' in read ? read.complaint : undefined);
    if ('rate' in read) {
      add.mutate(read.rate);
    }
  };
  return (
    <Dialog
      title="Add a rate of tax"
      description="A rate without an end is ended where the next one of its country and class begins."
      submit="Add"
      busy={add.isPending}
      error={add.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <CodeField
        label="Country"
        required
        value={country}
        onValue={setCountry}
        complaint={complaintAbout(add.error, 'country')}
        help="Two letters, such as DE."
      />
      <TextField
        label="Class"
        required
        value={taxClass}
        onValue={setTaxClass}
        complaint={complaintAbout(add.error, 'taxClass')}
        help="As rate decks name it."
        input={{ maxLength: 40, autoComplete: 'off' }}
      />
      <TextField
        label="Percent"
        required
        value={percent}
        onValue={setPercent}
        complaint={complaint ?? complaintAbout(add.error, 'rate')}
        help="Of the amount before tax. 0 says that no tax is due."
        input={{ inputMode: 'decimal', autoComplete: 'off' }}
      />
      <TextField
        label="First day"
        required
        value={from}
        onValue={setFrom}
        complaint={complaintAbout(add.error, 'from')}
        help="From midnight in your book’s zone. Calls that run then keep the rate before."
        input={{ type: 'date' }}
      />
    </Dialog>
  );
}
