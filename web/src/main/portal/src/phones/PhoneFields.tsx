import { complaintAbout } from '../api/problem';
import { ChoiceField } from '../parts/ChoiceField';
import { TextField } from '../parts/TextField';
import { useWalletChoices } from '../wallets/useWalletChoices';
import type { PhoneDraft } from './draft';

interface Props {
  readonly draft: PhoneDraft;
  readonly onDraft: (draft: PhoneDraft) => void;
  readonly error: unknown;
  readonly complaint: string | undefined;
}

/** What creating and editing a phone have in common. */
export function PhoneFields({ draft, onDraft, error, complaint }: Props) {
  const { wallets, search } = useWalletChoices([draft.walletId]);
  return (
    <>
      <TextField
        label="Display name"
        required
        value={draft.displayName}
        onValue={(displayName) => onDraft({ ...draft, displayName })}
        complaint={complaint ?? complaintAbout(error, 'displayName')}
        help="Shown to those it calls inside."
      />
      <TextField
        label="Caller id outside"
        value={draft.callerId}
        onValue={(callerId) => onDraft({ ...draft, callerId })}
        complaint={complaintAbout(error, 'callerId')}
        help="One of your numbers, as +4930…; empty for none."
        input={{ inputMode: 'tel' }}
      />
      {search}
      <ChoiceField
        label="Paid from"
        value={draft.walletId}
        choices={[
          ['', 'no wallet: only free calls'],
          ...wallets.map(({ id, name }) => [id, name] as const),
        ]}
        onValue={(walletId) => onDraft({ ...draft, walletId })}
      />
    </>
  );
}
