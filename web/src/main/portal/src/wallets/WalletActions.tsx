import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Wallet } from '../api/shapes';
import { useMe } from '../app/session';
import { ForcedDebit } from './ForcedDebit';
import { OpenBundle } from './OpenBundle';
import { TopUp } from './TopUp';
import { Transfer } from './Transfer';
import { useHasOthers } from './useOtherWallets';

type Form = 'top-up' | 'transfer' | 'debit' | 'bundle';

/** What finance does with the money of a wallet that is no carrier's. */
export function WalletActions({ wallet }: { wallet: Wallet }) {
  const { tenant } = useMe();
  const navigate = useNavigate();
  const [form, setForm] = useState<Form>();
  const hasOthers = useHasOthers(wallet);
  const close = () => setForm(undefined);
  const bundle = wallet.currency === 'SEC';
  const mayBundle = wallet.payer?.kind === 'CUSTOMER' && !bundle && !tenant.operator;
  return (
    <>
      <span className="ml-buttons">
        {mayBundle && (
          <Button variant="secondary" onClick={() => setForm('bundle')}>
            Open a bundle
          </Button>
        )}
        {hasOthers && (
          <Button variant="secondary" onClick={() => setForm('transfer')}>
            Move money
          </Button>
        )}
        {!bundle && (
          <Button variant="secondary" isDanger onClick={() => setForm('debit')}>
            Forced debit
          </Button>
        )}
        <Button onClick={() => setForm('top-up')}>Top up</Button>
      </span>
      {form === 'top-up' && <TopUp wallet={wallet} onClose={close} />}
      {form === 'transfer' && <Transfer wallet={wallet} onClose={close} />}
      {form === 'debit' && <ForcedDebit wallet={wallet} onClose={close} />}
      {form === 'bundle' && (
        <OpenBundle
          wallet={wallet}
          onOpened={(opened) => {
            close();
            void navigate(`/wallets/${opened.id}`);
          }}
          onClose={close}
        />
      )}
    </>
  );
}
