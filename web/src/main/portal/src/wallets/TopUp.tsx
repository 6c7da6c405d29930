import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import type { Wallet, WalletMove } from '../api/shapes';
import { usePosting } from '../api/usePosting';
import { NO_PERSONS } from '../ledger/noPersons';
import { formatMoney } from '../money/money';
import { useAmount } from '../money/useAmount';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

/** Pays money into a wallet, once, however often the form is sent. */
export function TopUp({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const amount = useAmount(wallet.balance);
  const [reason, setReason] = useState('');
  const topUp = usePosting<WalletMove>({
    path: `/wallets/${wallet.id}/top-ups`,
    done: `Topped up ${wallet.name}`,
    after: onClose,
  });
  return (
    <Dialog
      title={`Top up ${wallet.name}`}
      description={`Balance now: ${formatMoney(wallet.balance)}`}
      submit="Top up"
      busy={topUp.isPending}
      error={topUp.error}
      onSubmit={() =>
        amount.send((paid) => topUp.mutate({ amount: paid, reason: reason.trim() || 'Top-up' }))
      }
      onClose={onClose}
    >
      {amount.field({ error: topUp.error })}
      <TextField
        label="Reason"
        value={reason}
        onValue={setReason}
        complaint={complaintAbout(topUp.error, 'reason')}
        help={`Appears on the statement; “Top-up” when left empty. ${NO_PERSONS}`}
        input={{ maxLength: 200 }}
      />
    </Dialog>
  );
}
