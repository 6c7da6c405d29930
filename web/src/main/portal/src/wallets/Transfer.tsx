import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import type { Wallet, WalletMove } from '../api/shapes';
import { usePosting } from '../api/usePosting';
import { formatMoney } from '../money/money';
import { useAmount } from '../money/useAmount';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { ReasonField } from './ReasonField';
import { othersOf } from './useOtherWallets';
import { useWalletChoices } from './useWalletChoices';

interface Props {
  readonly wallet: Wallet;
  readonly onClose: () => void;
}

/** Moves money to another wallet of the payer. */
export function Transfer({ wallet, onClose }: Props) {
  const amount = useAmount(wallet.balance);
  const [chosen, setChosen] = useState('');
  const { wallets, search } = useWalletChoices([chosen], wallet.payer?.id);
  const others = othersOf(wallet, wallets);
  const only = search || others.length !== 1 ? undefined : others[0];
  const to = others.find(({ id }) => id === chosen) ?? only;
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const transfer = usePosting<WalletMove>({
    path: `/wallets/${wallet.id}/transfers`,
    done: `Moved money to ${to?.name ?? ''}`,
    after: onClose,
  });
  const submit = () => {
    setTried(true);
    amount.send(
      (moved) =>
        to !== undefined &&
        reason.trim() !== '' &&
        transfer.mutate({ toWalletId: to.id, amount: moved, reason: reason.trim() }),
    );
  };
  const refundable = wallet.pockets.find(({ kind }) => kind === 'REFUNDABLE');
  return (
    <Dialog
      title={`Move money from ${wallet.name}`}
      description={`Refundable: ${formatMoney(refundable?.balance ?? wallet.balance)}, less what is held. Goodwill and credit stay where they are.`}
      submit="Move"
      busy={transfer.isPending}
      error={transfer.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {search}
      <ChoiceField
        label="To"
        value={to?.id ?? ''}
        choices={[
          ...(to === undefined ? [['', 'Choose a wallet'] as const] : []),
          ...others.map(({ id, name }) => [id, name] as const),
        ]}
        onValue={setChosen}
        complaint={
          tried && to === undefined
            ? 'Choose one first.'
            : complaintAbout(transfer.error, 'toWalletId')
        }
      />
      {amount.field({ error: transfer.error })}
      <ReasonField value={reason} onValue={setReason} missing={tried} error={transfer.error} />
    </Dialog>
  );
}
