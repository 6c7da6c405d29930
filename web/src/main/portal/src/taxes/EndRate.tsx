import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { TaxRate } from '../api/taxShapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { dayOf, tomorrow } from '../time/days';
import { rateInWords } from './percent';

/** Ends a rate on a day to come; one that has not begun can be taken back. */
export function EndRate({ rate, onClose }: { rate: TaxRate; onClose: () => void }) {
  const begun = rate.from <= dayOf(new Date());
  const [until, setUntil] = useState(() => (begun ? tomorrow(new Date()) : rate.from));
  const end = useChange({
    send: () => change<TaxRate>('PUT', `/tax-rates/${rate.id}/end`, { until }),
    stale: ['taxes', 'rates'],
    done: `Ended the rate of tax ${rateInWords(rate)}`,
    after: onClose,
  });
  return (
    <Dialog
      title={`End ${rateInWords(rate)}?`}
      description={
        begun
          ? 'Nothing takes its place: to change it, add the one that follows.'
          : 'It has not begun: ended on its first day, it never will.'
      }
      submit="End"
      danger
      busy={end.isPending}
      error={end.error}
      onSubmit={() => end.mutate()}
      onClose={onClose}
    >
      <TextField
        label="First day without it"
        required
        value={until}
        onValue={setUntil}
        complaint={complaintAbout(end.error, 'until')}
        input={{ type: 'date' }}
      />
    </Dialog>
  );
}
