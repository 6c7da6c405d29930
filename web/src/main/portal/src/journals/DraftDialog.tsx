import { Button, FormSelect, FormSelectOption, TextInput } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { change } from '../api/http';
import type { Journal } from '../api/ledgerShapes';
import { OnceKey } from '../api/onceKey';
import { complaintAbout } from '../api/problem';
import type { Account } from '../api/shapes';
import { useChange } from '../api/useChange';
import { useChoices } from '../api/usePage';
import { uuid7 } from '../api/uuid7';
import { NO_PERSONS } from '../ledger/noPersons';
import { Dialog } from '../parts/Dialog';
import { ReadingSaid } from '../parts/ReadingSaid';
import { Said, saidBy } from '../parts/Said';
import { TextField } from '../parts/TextField';
import { useWalletChoices } from '../wallets/useWalletChoices';
import {
  EMPTY,
  asInTheForm,
  choicesOf,
  draftOf,
  fieldOf,
  walletsIn,
  type Choice,
  type Complaints,
  type Draft,
  type DraftLine,
} from './draft';

interface LineProps {
  /** From 0. */
  readonly place: number;
  readonly line: DraftLine;
  readonly choices: readonly Choice[];
  readonly complaintAt: (field: string) => string | undefined;
  /** What says that the lines as a whole are wrong; none while they are not. */
  readonly wrongBy: string | undefined;
  readonly onLine: (line: DraftLine) => void;
}

function LineFields({ place, line, choices, complaintAt, wrongBy, onLine }: LineProps) {
  const id = useId();
  const number = place + 1;
  const complaints = {
    account: complaintAt(fieldOf(place, 'account')),
    side: complaintAt(fieldOf(place, 'side')),
    amount: complaintAt(fieldOf(place, 'amount')),
  };
  const said = (by: string | undefined) =>
    by === undefined ? {} : { validated: 'error' as const, 'aria-describedby': saidBy(by) };
  const wrong = (part: keyof typeof complaints) =>
    said(complaints[part] === undefined ? undefined : id);
  return (
    <div>
      <div className="ml-journalline">
        <FormSelect
          aria-label={`Account of line ${number}`}
          value={line.account}
          onChange={(_event, account) => onLine({ ...line, account })}
          {...wrong('account')}
        >
          <FormSelectOption value="" label="Account or wallet" />
          {choices.map((choice) => (
            <FormSelectOption
              key={choice.id}
              value={choice.id}
              label={`${choice.name}, ${choice.balance.currency}`}
            />
          ))}
        </FormSelect>
        <FormSelect
          aria-label={`Side of line ${number}`}
          value={line.side}
          onChange={(_event, side) =>
            onLine({ ...line, side: side === 'credit' ? 'credit' : 'debit' })
          }
          {...wrong('side')}
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
          {...said(complaints.amount === undefined ? wrongBy : id)}
        />
      </div>
      <Said field={id} complaint={complaints.account ?? complaints.side ?? complaints.amount} />
    </div>
  );
}

/** Drafts a journal once, however often the form is sent. */
export function DraftDialog({ onClose }: { onClose: () => void }) {
  const { items: accounts, reading } = useChoices<Account>(
    ['ledger', 'accounts'],
    '/ledger/accounts',
  );
  const [key] = useState(() => new OnceKey(() => uuid7()));
  const [reason, setReason] = useState('');
  const [lines, setLines] = useState<readonly DraftLine[]>(EMPTY);
  const { wallets, search } = useWalletChoices(walletsIn(lines));
  const choices = choicesOf(accounts, wallets);
  const [complaints, setComplaints] = useState<Complaints>({});
  const linesId = useId();
  const draft = useChange({
    send: async (typed: Draft) => {
      try {
        return await change<Journal>('PUT', `/ledger/journals/${key.for(typed.body)}`, typed.body);
      } catch (refused) {
        throw asInTheForm(refused, typed);
      }
    },
    stale: ['ledger'],
    done: 'Drafted the journal',
    after: onClose,
  });
  const submit = () => {
    const read = draftOf(reason, lines, choices);
    setComplaints('complaints' in read ? read.complaints : {});
    if ('draft' in read) {
      draft.mutate(read.draft);
    } else {
      draft.reset();
    }
  };
  const complaintAt = (field: string) => complaints[field] ?? complaintAbout(draft.error, field);
  const put = (place: number, line: DraftLine) =>
    setLines(lines.map((each, at) => (at === place ? line : each)));
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
        complaint={complaintAt('reason')}
        help={NO_PERSONS}
        input={{ maxLength: 500 }}
      />
      <ReadingSaid of={reading} />
      {search}
      {lines.map((line, place) => (
        <LineFields
          key={place}
          place={place}
          line={line}
          choices={choices}
          complaintAt={complaintAt}
          wrongBy={complaintAt('lines') === undefined ? undefined : linesId}
          onLine={(next) => put(place, next)}
        />
      ))}
      <Said field={linesId} complaint={complaintAt('lines')} />
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
