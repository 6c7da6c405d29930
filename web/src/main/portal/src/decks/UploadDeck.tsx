import { useState } from 'react';
import { upload } from '../api/http';
import { complaintAbout, refusedFor } from '../api/problem';
import type { Deck, Wallet } from '../api/shapes';
import { useChange } from '../api/useChange';
import { useMe } from '../app/session';
import { ChoiceField } from '../parts/ChoiceField';
import { CodeField } from '../parts/CodeField';
import { Dialog } from '../parts/Dialog';
import { FileField } from '../parts/FileField';
import { TextField } from '../parts/TextField';
import { useWalletChoices } from '../wallets/useWalletChoices';
import { columnsOf } from './columns';
import { PRICES_FOR } from './relation';
import { ROUNDINGS } from './rounding';

interface Props {
  readonly onUploaded: (deck: Deck) => void;
  readonly onClose: () => void;
}

/** A payer who was chosen, however the list is searched afterwards. */
interface Choice {
  readonly id: string;
  readonly name: string;
}

const NOBODY: Choice = { id: '', name: '' };

/** Whose own deck it can be: a deck of cost is always a carrier's, the others never are. */
function payersFor(
  relation: string,
  wallets: readonly Wallet[],
  chosen: Choice,
): (readonly [string, string])[] {
  const payers = new Map<string, string>([
    ['', relation === 'COST' ? 'Choose a carrier' : 'Everybody'],
    ...(chosen.id === '' ? [] : ([[chosen.id, chosen.name]] as const)),
  ]);
  for (const { payer } of wallets) {
    if (payer !== null && (payer.kind === 'CARRIER') === (relation === 'COST')) {
      payers.set(payer.id, payer.name);
    }
  }
  return [...payers];
}

function chosenOf(payers: readonly (readonly [string, string])[], id: string): Choice {
  return { id, name: payers.find(([each]) => each === id)?.[1] ?? '' };
}

/** Sends a file to be read into a draft; what is wrong with it is shown on the draft's page. */
export function UploadDeck({ onUploaded, onClose }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('Standard');
  const { operator } = useMe().tenant;
  const [relation, setRelation] = useState(operator ? 'WHOLESALE' : 'RETAIL');
  const [payer, setPayer] = useState<Choice>(NOBODY);
  const { wallets, search } = useWalletChoices();
  const payers = payersFor(relation, wallets, payer);
  const [currency, setCurrency] = useState('EUR');
  const [comma, setComma] = useState('false');
  const [basis, setBasis] = useState('GROSS');
  const [taxClass, setTaxClass] = useState('standard');
  const [columns, setColumns] = useState('');
  const [bands, setBands] = useState('');
  const [from, setFrom] = useState('');
  const [timeZone, setTimeZone] = useState('');
  const [holidays, setHolidays] = useState('');
  const [rounding, setRounding] = useState('HALF_UP');
  const [tried, setTried] = useState(false);
  const carrierMissing = relation === 'COST' && payer.id === '';
  const send = useChange({
    send: (chosen: File) =>
      upload<Deck>('/decks', chosen, {
        name: name.trim(),
        fileName: chosen.name,
        relation,
        payer: payer.id,
        currency,
        decimalComma: comma,
        taxBasis: basis,
        taxClass: taxClass.trim(),
        column: columnsOf(columns),
        band: columnsOf(bands),
        from,
        timeZone: timeZone.trim(),
        holiday: columnsOf(holidays),
        rounding,
      }),
    stale: ['decks'],
    after: onUploaded,
  });
  return (
    <Dialog
      title="Upload a deck"
      description="CSV (UTF-8) or XLSX. The first row names the columns; prefix and price are needed. No call is priced by it before it is approved."
      submit="Upload"
      busy={send.isPending}
      error={send.error}
      onSubmit={() => {
        setTried(true);
        if (file !== null && name.trim() !== '' && !carrierMissing) {
          send.mutate(file);
        }
      }}
      onClose={onClose}
    >
      <FileField
        file={file}
        onFile={(chosen) => {
          setFile(chosen);
          send.reset();
        }}
        complaint={
          tried && file === null
            ? 'Choose a file.'
            : refusedFor(send.error, 'deck-unreadable', 'too-large')
        }
      />
      <TextField
        label="Name"
        required
        value={name}
        onValue={setName}
        complaint={
          tried && name.trim() === '' ? 'Give it a name.' : complaintAbout(send.error, 'name')
        }
        help="A version with this name follows the last one."
        input={{ maxLength: 100 }}
      />
      {operator && (
        <ChoiceField
          label="For"
          value={relation}
          choices={[
            ['WHOLESALE', PRICES_FOR.WHOLESALE],
            ['COST', PRICES_FOR.COST],
          ]}
          onValue={(next) => {
            setRelation(next);
            setPayer(NOBODY);
          }}
          complaint={
            complaintAbout(send.error, 'relation') ?? refusedFor(send.error, 'operator-only')
          }
        />
      )}
      {search}
      <ChoiceField
        label={relation === 'COST' ? 'Carrier' : 'Whose own deck'}
        value={payer.id}
        choices={payers}
        onValue={(id) => setPayer(chosenOf(payers, id))}
        complaint={
          tried && carrierMissing
            ? 'Choose the carrier whose prices these are.'
            : (complaintAbout(send.error, 'payer') ??
              refusedFor(send.error, 'carrier-needed', 'payer-is-carrier'))
        }
      />
      <TextField
        label="In force from"
        value={from}
        onValue={setFrom}
        complaint={complaintAbout(send.error, 'from')}
        help="By the clocks of the deck’s zone, once it is approved. Empty: half a minute after it is approved."
        input={{ type: 'datetime-local' }}
      />
      <TextField
        label="Zone"
        value={timeZone}
        onValue={setTimeZone}
        complaint={complaintAbout(send.error, 'timeZone')}
        help="By whose clocks its dates, time bands and holidays are meant: Europe/Berlin. Empty: the zone of your books."
      />
      <CodeField
        label="Currency"
        value={currency}
        onValue={setCurrency}
        complaint={complaintAbout(send.error, 'currency')}
      />
      <ChoiceField
        label="Prices are written"
        value={comma}
        choices={[
          ['false', '0.015'],
          ['true', '0,015'],
        ]}
        onValue={setComma}
        complaint={complaintAbout(send.error, 'decimalComma')}
      />
      <ChoiceField
        label="A cost is rounded"
        value={rounding}
        choices={Object.entries(ROUNDINGS)}
        onValue={setRounding}
        complaint={complaintAbout(send.error, 'rounding')}
      />
      <ChoiceField
        label="Prices are"
        value={basis}
        choices={[
          ['GROSS', 'Gross: the tax is in them'],
          ['NET', 'Net: tax is added to them'],
        ]}
        onValue={setBasis}
        complaint={complaintAbout(send.error, 'taxBasis')}
      />
      <TextField
        label="Tax class"
        value={taxClass}
        onValue={setTaxClass}
        complaint={complaintAbout(send.error, 'taxClass')}
        help="By which the rate of tax is found."
        input={{ maxLength: 40 }}
      />
      <TextField
        label="Other headings"
        value={columns}
        onValue={setColumns}
        complaint={complaintAbout(send.error, 'column')}
        help="Where a column is called otherwise: price=Rate (EUR); destination=Zone"
      />
      <TextField
        label="Time bands"
        value={bands}
        onValue={setBands}
        complaint={complaintAbout(send.error, 'band')}
        help="Days 1 (Monday) to 7, H for holidays: peak 12345 08:00-18:00; night 1234567H 22:00-06:00"
      />
      <TextField
        label="Holidays"
        value={holidays}
        onValue={setHolidays}
        complaint={complaintAbout(send.error, 'holiday')}
        help="Days on which the bands for H are meant: 2026-12-25; 2026-12-26"
      />
    </Dialog>
  );
}
