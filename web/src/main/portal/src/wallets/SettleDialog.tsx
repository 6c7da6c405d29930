import { useState } from 'react';
import { change } from '../api/http';
import { OnceKey } from '../api/onceKey';
import { complaintAbout } from '../api/problem';
import type { Money } from '../api/shapes';
import { useChange } from '../api/useChange';
import type { Receivable } from '../api/walletShapes';
import { entered, formatMoney, negated, sum } from '../money/money';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

type Means = 'FROM_WALLET' | 'WRITE_OFF';

interface Body {
  readonly means: Means;
  readonly amount: Money;
  readonly reason: string;
}

interface Props {
  readonly receivable: Receivable;
  readonly onClose: () => void;
}

/** Settles what is owed, whole or in part, once, however often the form is sent. */
export function SettleDialog({ receivable, onClose }: Props) {
  const { currency } = receivable.amount;
  const left = sum([receivable.amount, negated(receivable.settled)], currency);
  const [key] = useState(() => new OnceKey());
  const [means, setMeans] = useState<Means>('FROM_WALLET');
  const [amount, setAmount] = useState(left.amount);
  const [reason, setReason] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const settle = useChange({
    send: (body: Body) =>
      change<Receivable>('POST', `/receivables/${receivable.id}/settlements`, body, {
        'Idempotency-Key': key.for(body),
      }),
    stale: ['wallets', 'ledger'],
    done: `Settled what is owed for ${receivable.reason}`,
    after: onClose,
  });
  const submit = () => {
    const read = entered(amount, receivable.amount);
    if ('complaint' in read) {
      setComplaint(read.complaint);
      return;
    }
    setComplaint(undefined);
    settle.mutate({ means, amount: { amount: read.amount, currency }, reason: reason.trim() });
  };
  return (
    <Dialog
      title="Settle what is owed"
      description={`Still owed: ${formatMoney(left)}. With the last of it the wallet pays again.`}
      submit="Settle"
      busy={settle.isPending}
      error={settle.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <ChoiceField
        label="How"
        value={means}
        choices={[
          ['FROM_WALLET', 'Take it from the wallet'],
          ['WRITE_OFF', 'Write it off'],
        ]}
        onValue={(value) => setMeans(value)}
      />
      <TextField
        label={`Amount in ${currency}`}
        required
        value={amount}
        onValue={setAmount}
        complaint={complaint ?? complaintAbout(settle.error, 'amount')}
        input={{ inputMode: 'decimal', autoComplete: 'off' }}
      />
      <TextField
        label="Reason"
        required
        value={reason}
        onValue={setReason}
        complaint={complaintAbout(settle.error, 'reason')}
        help="Stays on record."
        input={{ maxLength: 200 }}
      />
    </Dialog>
  );
}
