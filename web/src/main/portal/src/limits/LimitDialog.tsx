import { Alert } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import type { Limit } from '../api/limitShapes';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { plainOf } from '../money/money';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { type LimitForm, limitAsked } from './asked';
import { useCurrencies } from './useCurrencies';
import { limitInWords, mostInWords } from './words';

interface Props {
  readonly path: string;
  readonly stale: readonly string[];
  /** One to change; another is set without it. */
  readonly limit?: Limit;
  /** Those that the one which is set may take the place of. */
  readonly others: readonly Limit[];
  readonly onClose: () => void;
}

const numberOf = (count: number | null | undefined) => String(count ?? '');

function formOf(limit?: Limit): LimitForm {
  const money = limit?.money ?? null;
  return {
    user: limit?.user ?? '',
    destination: limit?.destination ?? '',
    calls: numberOf(limit?.calls),
    callsAtOnce: numberOf(limit?.callsAtOnce),
    money: money === null ? '' : plainOf(money),
  };
}

/** Sets a limit, in the place of one for the same user and destination, or changes one. */
export function LimitDialog({ path, stale, limit, others, onClose }: Props) {
  const [form, setForm] = useState(() => formOf(limit));
  const { currencies: known, reading } = useCurrencies();
  const own = limit?.money ?? null;
  const currencies =
    own === null ? known : [own, ...known.filter(({ currency }) => currency !== own.currency)];
  const [chosen, setChosen] = useState('');
  const currency = currencies.find((each) => each.currency === chosen) ?? own ?? known[0];
  const [complaints, setComplaints] = useState<Readonly<Partial<Record<keyof LimitForm, string>>>>(
    {},
  );
  const replaced = others.find(
    ({ user, destination }) => user === form.user.trim() && destination === form.destination.trim(),
  );
  const set = useChange({
    send: (body: object) => change<Limit>('PUT', path, body),
    stale,
    done: (made) => `Set the limit: ${limitInWords(made)}, ${mostInWords(made)}`,
    after: onClose,
  });
  const submit = () => {
    const asked = limitAsked(form, currency);
    if ('complaints' in asked) {
      setComplaints(asked.complaints);
    } else {
      setComplaints({});
      set.mutate(asked.body);
    }
  };
  const field = (
    name: keyof LimitForm,
    label: string,
    inputMode: 'text' | 'numeric' | 'decimal',
    help?: string,
  ) => (
    <TextField
      label={label}
      value={form[name]}
      onValue={(value) => setForm({ ...form, [name]: value })}
      complaint={complaints[name] ?? complaintAbout(set.error, name)}
      {...(help !== undefined && { help })}
      input={{ autoComplete: 'off', inputMode }}
    />
  );
  return (
    <Dialog
      title={limit === undefined ? 'Set a limit' : `Change the limit: ${limitInWords(limit)}`}
      description="Calls beyond it are refused; emergency calls never are."
      submit="Set"
      busy={set.isPending}
      error={set.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {limit === undefined && (
        <>
          {field(
            'user',
            'User',
            'text',
            'Such as 101; * for each user alone; nothing for all together.',
          )}
          <div>
            {field(
              'destination',
              'Destination',
              'text',
              'A country such as LV, LV-premium or satellite; * for each alone; nothing for all.',
            )}
            <div role="status">
              {replaced && (
                <Alert
                  className="ml-above"
                  variant="warning"
                  isInline
                  isPlain
                  component="p"
                  title={`There is one for ${limitInWords(replaced)}, which this takes the place of: ${mostInWords(replaced)}.`}
                />
              )}
            </div>
          </div>
        </>
      )}
      {field('calls', 'Calls an hour', 'numeric')}
      {field('callsAtOnce', 'Calls at once', 'numeric')}
      {field('money', 'Money an hour', 'decimal', 'Fill in one of these three at least.')}
      <ChoiceField
        label="Currency"
        value={currency.currency}
        choices={currencies.map((each) => [each.currency, each.currency])}
        onValue={setChosen}
        from={reading}
      />
    </Dialog>
  );
}
