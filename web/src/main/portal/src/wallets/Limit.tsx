import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Wallet } from '../api/shapes';
import { useChange } from '../api/useChange';
import { enteredSigned, formatMoney, negated, plainOf, signOf } from '../money/money';
import { Dialog } from '../parts/Dialog';
import { Facts } from '../parts/Facts';
import { Panel } from '../parts/Section';
import { TextField } from '../parts/TextField';
import { availableWith } from './forecast';

interface Props {
  readonly wallet: Wallet;
  readonly onClose: () => void;
}

function ChangeFloor({ wallet, onClose }: Props) {
  const { currency } = wallet;
  const [text, setText] = useState(plainOf(wallet.floor));
  const [tried, setTried] = useState(false);
  const read = enteredSigned(text, wallet.balance);
  const save = useChange({
    send: (floor: string) =>
      change<Wallet>('PUT', `/wallets/${wallet.id}/limit`, { floor: { amount: floor, currency } }),
    stale: ['wallets', 'sponsors'],
    done: (it) => `The floor of ${it.name} is ${formatMoney(it.floor)}`,
    after: onClose,
  });
  const submit = () => {
    setTried(true);
    if ('amount' in read) {
      save.mutate(read.amount);
    }
  };
  const left =
    'amount' in read
      ? `New calls and purchases may then use ${formatMoney(availableWith({ amount: read.amount, currency }, wallet))}.`
      : '';
  return (
    <Dialog
      title={`Change the floor of ${wallet.name}`}
      description="Zero for prepaid money; −50.00 is a credit of 50.00. Calls that are up go on as far as they were granted."
      submit="Save"
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={`Floor in ${currency}`}
        required
        value={text}
        onValue={setText}
        complaint={
          tried && 'complaint' in read ? read.complaint : complaintAbout(save.error, 'floor')
        }
        help={left}
        input={{ autoComplete: 'off' }}
      />
    </Dialog>
  );
}

function Freeze({ wallet, onClose }: Props) {
  const release = wallet.frozenByHand;
  const save = useChange({
    send: () => change<Wallet>('PUT', `/wallets/${wallet.id}/limit`, { frozen: !release }),
    stale: ['wallets', 'sponsors'],
    done: `${release ? 'Unfroze' : 'Froze'} ${wallet.name}`,
    after: onClose,
  });
  const owing = signOf(wallet.owed) > 0;
  return (
    <Dialog
      title={release ? `Unfreeze ${wallet.name}?` : `Freeze ${wallet.name}?`}
      description={
        !release
          ? 'Nothing new is paid from it. Calls that are up go on as far as they were granted, and what is held stays held.'
          : owing
            ? `It still owes ${formatMoney(wallet.owed)}: it pays again once that is settled, too.`
            : 'It pays for calls and purchases again.'
      }
      submit={release ? 'Unfreeze' : 'Freeze'}
      danger={!release}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    />
  );
}

function paysOf(wallet: Wallet): string {
  const owes = signOf(wallet.owed) > 0 && `owes ${formatMoney(wallet.owed)}`;
  if (wallet.frozenByHand) {
    return owes ? `no: it was frozen by hand, and ${owes}` : 'no: it was frozen by hand';
  }
  return owes ? `no: it ${owes}` : 'yes';
}

/** What stops new holds: the floor, and whether the wallet is frozen. A bundle never goes below zero. */
export function Limit({ wallet }: { wallet: Wallet }) {
  const [asked, setAsked] = useState<'floor' | 'freeze'>();
  const bundle = wallet.currency === 'SEC';
  const close = () => setAsked(undefined);
  const credit = signOf(wallet.floor) < 0;
  return (
    <Panel
      title="Limit"
      actions={
        <>
          {!bundle && (
            <Button variant="secondary" size="sm" onClick={() => setAsked('floor')}>
              Change the floor
            </Button>
          )}{' '}
          <Button variant="secondary" size="sm" onClick={() => setAsked('freeze')}>
            {wallet.frozenByHand ? 'Unfreeze' : 'Freeze'}
          </Button>
        </>
      }
    >
      <Facts
        columns={2}
        of={[
          [
            'Never goes below',
            credit
              ? `${formatMoney(wallet.floor)}: a credit of ${formatMoney(negated(wallet.floor))}`
              : formatMoney(wallet.floor),
          ],
          ['Pays', paysOf(wallet)],
        ]}
      />
      {asked === 'floor' && <ChangeFloor wallet={wallet} onClose={close} />}
      {asked === 'freeze' && <Freeze wallet={wallet} onClose={close} />}
    </Panel>
  );
}
