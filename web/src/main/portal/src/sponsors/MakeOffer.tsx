import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout, complaintAboutEach } from '../api/problem';
import type { Sponsor, SponsorOffer } from '../api/shapes';
import { useChange } from '../api/useChange';
import { NO_PERSONS } from '../ledger/noPersons';
import { entered } from '../money/money';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { LinesField } from '../parts/LinesField';
import { lineIn, linesOf } from '../parts/lines';
import { TextField } from '../parts/TextField';

type Unit = 'perMinute' | 'perCall';

/** Makes an offer: what the sponsor gives, and for which calls. */
export function MakeOffer({ sponsor, onClose }: { sponsor: Sponsor; onClose: () => void }) {
  const [name, setName] = useState('');
  const [unit, setUnit] = useState<Unit>('perMinute');
  const [price, setPrice] = useState('');
  const [atMost, setAtMost] = useState('');
  const [conditions, setConditions] = useState('');
  const [sent, setSent] = useState('');
  const [complaint, setComplaint] = useState<{ name?: string; price?: string; atMost?: string }>(
    {},
  );
  const { currency } = sponsor.budget;
  const make = useChange({
    send: (body: object) => change<SponsorOffer>('POST', `/sponsors/${sponsor.id}/offers`, body),
    stale: ['sponsors'],
    done: `${sponsor.name} offers ${name.trim()}`,
    after: onClose,
  });
  const submit = () => {
    const amount = entered(price, sponsor.budget);
    const limit = atMost.trim() === '' ? undefined : entered(atMost, sponsor.budget);
    if (name.trim() === '') {
      setComplaint({ name: 'Enter a name for the offer.' });
    } else if ('complaint' in amount) {
      setComplaint({ price: amount.complaint });
    } else if (limit !== undefined && 'complaint' in limit) {
      setComplaint({ atMost: limit.complaint });
    } else {
      setComplaint({});
      setSent(conditions);
      make.mutate({
        name: name.trim(),
        [unit]: { amount: amount.amount, currency },
        ...(limit !== undefined && { atMost: { amount: limit.amount, currency } }),
        conditions: linesOf(conditions),
      });
    }
  };
  return (
    <Dialog
      title={`Offer of ${sponsor.name}`}
      submit="Make the offer"
      busy={make.isPending}
      error={make.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Name"
        required
        value={name}
        onValue={setName}
        complaint={complaint.name ?? complaintAbout(make.error, 'name')}
        help={NO_PERSONS}
        input={{ maxLength: 100 }}
      />
      <ChoiceField
        label="It gives an amount"
        value={unit}
        choices={[
          ['perMinute', 'for each minute'],
          ['perCall', 'for a call, however long'],
        ]}
        onValue={(value) => setUnit(value)}
      />
      <TextField
        label={`Amount in ${currency}`}
        required
        value={price}
        onValue={setPrice}
        complaint={complaint.price ?? complaintAbout(make.error, unit)}
        input={{ inputMode: 'decimal', autoComplete: 'off' }}
      />
      <TextField
        label={`At most for one call, in ${currency}`}
        value={atMost}
        onValue={setAtMost}
        complaint={complaint.atMost ?? complaintAbout(make.error, 'atMost')}
        help="Then whoever stands by pays. Left empty: no limit."
        input={{ inputMode: 'decimal', autoComplete: 'off' }}
      />
      <LinesField
        label="Conditions"
        value={conditions}
        onValue={setConditions}
        complaint={complaintAboutEach(make.error, 'conditions', lineIn(sent))}
        help="All must hold, one a line: to 49 43 · country DE · time 12345 08:00-18:00 Europe/Berlin · cart.value >= 50 EUR · page starts /shoes"
      />
    </Dialog>
  );
}
