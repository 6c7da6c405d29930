import { useState } from 'react';
import { usePosting } from '../api/usePosting';
import type { Receivable } from '../api/walletShapes';
import { formatMoney, less } from '../money/money';
import { useAmount } from '../money/useAmount';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { ReasonField } from './ReasonField';

type Means = 'FROM_WALLET' | 'WRITE_OFF';

interface Props {
  readonly receivable: Receivable;
  readonly onClose: () => void;
}

/** Settles what is owed, whole or in part, once, however often the form is sent. */
export function SettleDialog({ receivable, onClose }: Props) {
  const left = less(receivable.amount, receivable.settled);
  const amount = useAmount(receivable.amount, left.amount);
  const [means, setMeans] = useState<Means>('FROM_WALLET');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const settle = usePosting<Receivable>({
    path: `/receivables/${receivable.id}/settlements`,
    done: `Settled what is owed for ${receivable.reason}`,
    after: onClose,
  });
  const submit = () => {
    setTried(true);
    amount.send(
      (paid) =>
        reason.trim() !== '' && settle.mutate({ means, amount: paid, reason: reason.trim() }),
    );
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
        onValue={setMeans}
      />
      {amount.field({ error: settle.error })}
      <ReasonField value={reason} onValue={setReason} missing={tried} error={settle.error} />
    </Dialog>
  );
}
