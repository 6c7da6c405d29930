import { Checkbox, FormGroup } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { complaintAbout } from '../api/problem';
import type { Wallet } from '../api/shapes';
import { usePosting } from '../api/usePosting';
import type { ForcedDebit as Done } from '../api/walletShapes';
import { formatMoney, signOf } from '../money/money';
import { useAmount } from '../money/useAmount';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { forecastInWords } from './forecast';
import { ReasonField } from './ReasonField';

type Kind = 'DISPUTE' | 'RE_RATING';

const KINDS: readonly (readonly [Kind, string])[] = [
  ['DISPUTE', 'A lost dispute: a payment was taken back'],
  ['RE_RATING', 'A re-rating by hand: calls cost more'],
];

/** Takes what is available; the rest is owed and freezes the wallet. Asks once more before it does. */
export function ForcedDebit({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const checkbox = useId();
  const amount = useAmount(wallet.balance);
  const [kind, setKind] = useState<Kind>('DISPUTE');
  const [reason, setReason] = useState('');
  const [taxClass, setTaxClass] = useState('');
  const [confirmed, setConfirmed] = useState<string>();
  const [tried, setTried] = useState(false);
  const debit = usePosting<Done>({
    path: `/wallets/${wallet.id}/forced-debits`,
    done: ({ taken, owed }) =>
      signOf(owed) === 0
        ? `Took ${formatMoney(taken)} from ${wallet.name}`
        : `Took ${formatMoney(taken)} from ${wallet.name}; ${formatMoney(owed)} is owed, and it is frozen`,
    after: onClose,
  });
  const { typed } = amount;
  const isConfirmed = typed !== undefined && confirmed === typed.amount;
  const named = kind === 'RE_RATING' && taxClass.trim() !== '';
  const submit = () => {
    setTried(true);
    amount.send(
      (taken) =>
        isConfirmed &&
        reason.trim() !== '' &&
        debit.mutate({
          kind,
          amount: taken,
          reason: reason.trim(),
          ...(named && { taxClass: taxClass.trim() }),
        }),
    );
  };
  return (
    <Dialog
      title={`Forced debit of ${wallet.name}`}
      description={`Available now: ${formatMoney(wallet.available)}. What is held is not touched; what is not there becomes a receivable.`}
      submit="Take it"
      danger
      busy={debit.isPending}
      error={debit.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <ChoiceField label="Why" value={kind} choices={KINDS} onValue={setKind} />
      {amount.field({ error: debit.error })}
      <ReasonField value={reason} onValue={setReason} missing={tried} error={debit.error} />
      {kind === 'RE_RATING' && (
        <TextField
          label="Class of tax"
          value={taxClass}
          onValue={setTaxClass}
          complaint={complaintAbout(debit.error, 'taxClass')}
          help="As under Taxes; “standard” when left empty. The tax is in the amount."
          input={{ autoComplete: 'off' }}
        />
      )}
      {typed !== undefined && (
        <FormGroup>
          <Checkbox
            id={checkbox}
            label={`Yes, take ${formatMoney(typed)}`}
            description={forecastInWords(typed, wallet)}
            isChecked={isConfirmed}
            isRequired
            isValid={!tried || isConfirmed}
            onChange={(_event, checked) => setConfirmed(checked ? typed.amount : undefined)}
          />
          {tried && !isConfirmed && (
            <p className="ml-complaint" aria-live="polite">
              Confirm the amount first.
            </p>
          )}
        </FormGroup>
      )}
    </Dialog>
  );
}
