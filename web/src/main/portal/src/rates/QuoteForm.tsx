import { Button, Form } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import type { Quote } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Amount } from '../money/Amount';
import { signOf } from '../money/money';
import { ChoiceField } from '../parts/ChoiceField';
import { Facts } from '../parts/Facts';
import { Fault } from '../parts/Fault';
import { Section } from '../parts/Section';
import { TextField } from '../parts/TextField';
import { percentOf } from '../taxes/percent';
import { Duration } from '../time/Elapsed';
import { useWalletChoices } from '../wallets/useWalletChoices';
import { bundledInWords } from './bundled';
import { ANYBODY, payersOf, type Payer } from './payers';

function Answer({ quote }: { quote: Quote }) {
  return (
    <div className="ml-above" role="status">
      <Facts
        of={[
          [
            'It would cost',
            <strong key="cost">
              <Amount of={quote.cost} />
            </strong>,
          ],
          quote.tax !== undefined &&
            signOf(quote.tax.amount) > 0 && [
              'Included tax',
              <>
                <Amount of={quote.tax.amount} />, {percentOf(quote.tax.rate)} {quote.tax.country}
              </>,
            ],
          quote.bundles.length > 0 && ['Bundles would pay', bundledInWords(quote.bundles)],
          ['For', <Duration key="for" millis={quote.seconds * 1000} />],
          ['Destination', quote.destination],
          ['Prefix matched', <code key="prefix">{quote.prefix}</code>],
          ['A minute', <Amount key="minute" of={quote.perMinute} />],
          ['Connect fee', <Amount key="fee" of={quote.connectFee} />],
          quote.explanation !== undefined && ['Why', quote.explanation],
        ]}
      />
    </div>
  );
}

interface PayerProps {
  readonly value: Payer;
  readonly onValue: (payer: Payer) => void;
}

/** Whose call it would be: their own deck is asked first, their bundles pay before money, and the tax is theirs. */
function PayerField({ value, onValue }: PayerProps) {
  const { wallets, search } = useWalletChoices();
  const payers = [[ANYBODY.id, ANYBODY.name] as const, ...payersOf(wallets, value)];
  return (
    <>
      {search}
      <ChoiceField
        label="Payer"
        value={value.id}
        onValue={(id) => onValue({ id, name: new Map(payers).get(id) ?? '' })}
        choices={payers}
      />
    </>
  );
}

/** What a call would cost, by the same function that charges it; a payer's own by their own deck. */
export function QuoteForm() {
  const { role } = useMe();
  const [payer, setPayer] = useState(ANYBODY);
  const [to, setTo] = useState('');
  const [minutes, setMinutes] = useState('1');
  const [complaint, setComplaint] = useState<string>();
  const ask = useMutation({
    mutationFn: (parameters: { to: string; seconds: number; payer: string | null }) =>
      read<Quote>('/quotes', parameters),
  });
  const seconds = /^\d{1,4}(\.\d{1,2})?$/.test(minutes) ? Math.round(Number(minutes) * 60) : 0;
  const submit = () => {
    const plain = to.replace(/[\s()/-]/g, '');
    setComplaint(plain === '' ? 'Enter a number.' : undefined);
    if (plain !== '' && seconds > 0) {
      ask.mutate({ to: plain, seconds, payer: payer.id === '' ? null : payer.id });
    }
  };
  return (
    <Section title="What would it cost?">
      <Form
        className="ml-quote"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="To"
          required
          value={to}
          onValue={setTo}
          complaint={complaint}
          input={{ inputMode: 'tel', placeholder: '+49 30 1234567' }}
        />
        <TextField
          label="Minutes"
          required
          value={minutes}
          onValue={setMinutes}
          complaint={seconds > 0 ? undefined : 'Enter a number of minutes above zero.'}
          input={{ inputMode: 'decimal' }}
        />
        {may(role, 'settle') && <PayerField value={payer} onValue={setPayer} />}
        <Button type="submit" isLoading={ask.isPending} isDisabled={ask.isPending}>
          Ask for a quote
        </Button>
      </Form>
      {ask.error && <Fault className="ml-above" variant="warning" error={ask.error} />}
      {ask.isSuccess && <Answer quote={ask.data} />}
    </Section>
  );
}
