import { Button, FormSelect, FormSelectOption, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import type { Journal } from '../api/ledgerShapes';
import { OnceKey } from '../api/onceKey';
import type { Account } from '../api/shapes';
import { useChange } from '../api/useChange';
import { useChoices } from '../api/usePage';
import { uuid7 } from '../api/uuid7';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { useWalletChoices } from '../wallets/useWalletChoices';
import {
  EMPTY,
  bodyOf,
  choicesOf,
  walletsIn,
  type Body,
  type Choice,
  type DraftLine,
} from './draft';

interface LineProps {
  readonly number: number;
  readonly line: DraftLine;
  readonly choices: readonly Choice[];
  readonly onLine: (line: DraftLine) => void;
}

function LineFields({ number, line, choices, onLine }: LineProps) {
  return (
    <div className="ml-journalline">
      <FormSelect
        aria-label={`Account of line ${number}`}
        value={line.account}
        onChange={(_event, account) => onLine({ ...line, account })}
      >
        <FormSelectOption value="" label="Account or wallet" />
        {choices.map(({ id, name, balance }) => (
          <FormSelectOption key={id} value={id} label={`${name}, ${balance.currency}`} />
        ))}
      </FormSelect>
      <FormSelect
        aria-label={`Side of line ${number}`}
        value={line.side}
        onChange={(_event, side) =>
          onLine({ ...line, side: side === 'credit' ? 'credit' : 'debit' })
        }
      >
        <FormSelectOption value="debit" label="Debit" />
        <FormSelectOption value="credit" label="Credit" />
      </FormSelect>
      <TextInput
        aria-label={`Amount of line ${number}`}
        placeholder="25.00"
        inputMode="decimal"
        autoComplete="off"
        value={line.amount}
        onChange={(_event, amount) => onLine({ ...line, amount })}
      />
    </div>
  );
}

/** Drafts a journal once, however often the form is sent. */
export function DraftDialog({ onClose }: { onClose: () => void }) {
  const accounts = useChoices<Account>(['ledger', 'accounts'], '/ledger/accounts');
  const [key] = useState(() => new OnceKey(() => uuid7()));
  const [reason, setReason] = useState('');
  const [lines, setLines] = useState<readonly DraftLine[]>(EMPTY);
  const { wallets, search } = useWalletChoices(walletsIn(lines));
  const choices = choicesOf(accounts, wallets);
  const [complaint, setComplaint] = useState<string>();
  const draft = useChange({
    send: (body: Body) => change<Journal>('PUT', `/ledger/journals/${key.for(body)}`, body),
    stale: ['ledger'],
    done: 'Drafted the journal',
    after: onClose,
  });
  const submit = () => {
    const read = bodyOf(reason, lines, choices);
    if ('complaint' in read) {
      setComplaint(read.complaint);
      return;
    }
    setComplaint(undefined);
    draft.mutate(read.body);
  };
  return (
    <Dialog
      title="Draft a journal"
      description="It is posted once somebody else approves it."
      submit="Draft"
      busy={draft.isPending}
      error={draft.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Reason"
        required
        value={reason}
        onValue={setReason}
        complaint={complaint}
        input={{ maxLength: 500 }}
      />
      {search}
      {lines.map((line, index) => (
        <LineFields
          key={index}
          number={index + 1}
          line={line}
          choices={choices}
          onLine={(next) => setLines(lines.map((each, at) => (at === index ? next : each)))}
        />
      ))}
      <div>
        <Button
          variant="link"
          isInline
          onClick={() => setLines([...lines, { account: '', side: 'debit', amount: '' }])}
        >
          Add a line
        </Button>
      </div>
    </Dialog>
  );
}
