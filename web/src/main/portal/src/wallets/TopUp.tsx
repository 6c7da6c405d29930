import { useState } from 'react';
import { change } from '../api/http';
import { OnceKey } from '../api/onceKey';
import { complaintAbout } from '../api/problem';
import type { Money, Wallet, WalletMove } from '../api/shapes';
import { useChange } from '../api/useChange';
import { entered, formatMoney } from '../money/money';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

interface Body {
  readonly amount: Money;
  readonly reason: string;
}

/** Pays money into a wallet, once, however often the form is sent. */
export function TopUp({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const [key] = useState(() => new OnceKey());
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const topUp = useChange({
    send: (body: Body) =>
      change<WalletMove>('POST', `/wallets/${wallet.id}/top-ups`, body, {
        'Idempotency-Key': key.for(body),
      }),
    stale: ['wallets', 'sponsors', 'ledger'],
    done: `Topped up ${wallet.name}`,
    after: onClose,
  });
  const submit = () => {
    const read = entered(amount, wallet.balance);
    if ('complaint' in read) {
      setComplaint(read.complaint);
      return;
    }
    setComplaint(undefined);
    topUp.mutate({
      amount: { amount: read.amount, currency: wallet.currency },
      reason: reason.trim() || 'Top-up',
    });
  };
  return (
    <Dialog
      title={`Top up ${wallet.name}`}
      description={`Balance now: ${formatMoney(wallet.balance)}`}
      submit="Top up"
      busy={topUp.isPending}
      error={topUp.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={`Amount in ${wallet.currency}`}
        required
        value={amount}
        onValue={setAmount}
        complaint={complaint ?? complaintAbout(topUp.error, 'amount')}
        help={
          wallet.currency === 'SEC'
            ? 'Whole seconds, such as 3600.'
            : 'With a decimal point, such as 25.00.'
        }
        input={{ inputMode: 'decimal', autoComplete: 'off' }}
      />
      <TextField
        label="Reason"
        value={reason}
        onValue={setReason}
        complaint={complaintAbout(topUp.error, 'reason')}
        help="Appears on the statement; “Top-up” when left empty."
        input={{ maxLength: 200 }}
      />
    </Dialog>
  );
}
