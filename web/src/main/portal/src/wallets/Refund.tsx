import { useState } from 'react';
import type { WalletMove } from '../api/shapes';
import { usePosting } from '../api/usePosting';
import { formatMoney, negated } from '../money/money';
import { useAmount } from '../money/useAmount';
import { Dialog } from '../parts/Dialog';
import { ReasonField } from './ReasonField';

interface Props {
  readonly walletId: string;
  /** What took the money. */
  readonly move: WalletMove;
  readonly onClose: () => void;
}

/** Gives back what a call or a purchase took, whole or in part. */
export function Refund({ walletId, move, onClose }: Props) {
  const taken = negated(move.amount);
  const amount = useAmount(move.amount, taken.amount);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const refund = usePosting<WalletMove>({
    path: `/wallets/${walletId}/refunds`,
    done: (back) => `Gave back ${formatMoney(back.amount)}`,
    after: onClose,
  });
  const submit = () => {
    setTried(true);
    amount.send(
      (back) =>
        reason.trim() !== '' &&
        refund.mutate({ transferId: move.transferId, amount: back, reason: reason.trim() }),
    );
  };
  return (
    <Dialog
      title={`Refund: ${move.text}`}
      description={`It took ${formatMoney(taken)}. No more than that is given back in all; each part goes where it came from, with its tax.`}
      submit="Refund"
      busy={refund.isPending}
      error={refund.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {amount.field({ error: refund.error })}
      <ReasonField value={reason} onValue={setReason} missing={tried} error={refund.error} />
    </Dialog>
  );
}
