import { Checkbox, ExpandableSection, Flex } from '@patternfly/react-core';
import { useState, type ReactNode } from 'react';
import { complaintAbout } from '../api/problem';
import type { Trunk } from '../api/trunkShapes';
import { useSave } from '../api/useSave';
import { useMe } from '../app/session';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { Rewriting } from './Rewriting';
import { bodyOf, complaintsAbout, draftOf, type TrunkDraft } from './draft';

const TRANSPORTS = [
  ['udp', 'UDP'],
  ['tcp', 'TCP'],
  ['tls', 'TLS'],
  ['modem', 'Modem'],
] as const;

const SIGNING = [
  ['NONE', 'Nothing'],
  ['OWN', 'Callers, with your numbers'],
  ['PASSED_ON', 'The same; calls sent on show who called first'],
] as const;

const UNVERIFIED = [
  ['MARKED', 'They come, with a mark'],
  ['REFUSED', 'They are refused'],
] as const;

interface Props {
  readonly trunk?: Trunk;
  readonly onClose: () => void;
}

type Flag =
  | 'enabled'
  | 'registers'
  | 'trusted'
  | 'refers'
  | 'everybody'
  | 'emergency'
  | 'told'
  | 'follows'
  | 'transfers';
type Text = Exclude<keyof TrunkDraft, Flag | 'rewriting' | 'signing' | 'unverified'>;

const ORDER = [
  'preference',
  'weight',
  'callsLimit',
  'callsPerSecond',
  'codecs',
  'emergencyRoutes',
  'carrierId',
] as const;

interface MoreProps {
  readonly title: string;
  /** Whether there is a complaint about one of them, which is shown then in any case. */
  readonly wrong?: boolean;
  readonly children: ReactNode;
}

/** Fields that few need, spaced like the others once they are shown. */
function More({ title, wrong = false, children }: MoreProps) {
  const [open, setOpen] = useState(false);
  return (
    <ExpandableSection
      toggleText={title}
      isExpanded={open || wrong}
      onToggle={(_event, expanded) => setOpen(expanded)}
    >
      <Flex direction={{ default: 'column' }} gap={{ default: 'gapLg' }}>
        {children}
      </Flex>
    </ExpandableSection>
  );
}

/** Adds a trunk, or changes one. */
export function TrunkDialog({ trunk, onClose }: Props) {
  const { operator } = useMe().tenant;
  const [draft, setDraft] = useState(() => draftOf(trunk));
  const [complaints, setComplaints] = useState<Partial<Record<keyof TrunkDraft, string>>>({});
  const save = useSave<Trunk>({
    path: '/trunks',
    of: trunk,
    stale: ['trunks'],
    done: trunk === undefined ? `Added trunk ${draft.name}` : `Saved trunk ${trunk.name}`,
    after: onClose,
  });
  const put = (part: Partial<TrunkDraft>) => setDraft({ ...draft, ...part });
  const submit = () => {
    const found = complaintsAbout(draft);
    setComplaints(found);
    if (Object.keys(found).length === 0) {
      save.mutate(bodyOf(draft));
    }
  };
  const complaintOf = (field: Text) => complaints[field] ?? complaintAbout(save.error, field);
  const text = (field: Text, label: string, help?: string, type?: 'password' | 'number') => (
    <TextField
      label={label}
      value={draft[field]}
      onValue={(value) => put({ [field]: value })}
      complaint={complaintOf(field)}
      {...(help !== undefined && { help })}
      input={{ autoComplete: type === 'password' ? 'new-password' : 'off', ...(type && { type }) }}
    />
  );
  const flag = (field: Flag, label: string) => (
    <Checkbox
      id={`trunk-${field}`}
      label={label}
      isChecked={draft[field]}
      onChange={(_event, checked) => put({ [field]: checked })}
    />
  );
  return (
    <Dialog
      title={trunk === undefined ? 'Add a trunk' : `Edit trunk ${trunk.name}`}
      submit={trunk === undefined ? 'Add' : 'Save'}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {trunk === undefined && text('name', 'Name', 'As it is in records, for example sipgate.')}
      {text('host', 'Host', 'Calls that come from there are this trunk’s.')}
      {text('port', 'Port', 'Empty: where DNS says it is, or else the usual one.', 'number')}
      <ChoiceField
        label="Transport"
        value={draft.transport}
        choices={operator ? TRANSPORTS : TRANSPORTS.filter(([name]) => name !== 'modem')}
        onValue={(transport) => put({ transport })}
      />
      {flag('enabled', 'Calls go out over it')}
      {text('prefixes', 'Prefixes', 'Country codes it carries, such as 49 43; empty: all.')}
      {text('user', 'User', 'If it wants to know who we are.')}
      {draft.user !== '' && (
        <>
          {text(
            'password',
            'Password',
            trunk?.user ? 'Empty: it stays as it is.' : undefined,
            'password',
          )}
          {text('domain', 'Domain', 'Of the account there; empty: the host.')}
          {flag('registers', 'Register there: it calls us where we say we are')}
        </>
      )}
      <More
        title="Order and limits"
        wrong={ORDER.some((field) => complaintOf(field) !== undefined)}
      >
        {text('preference', 'Preference', 'The lowest is tried first.', 'number')}
        {text('weight', 'Weight', 'Shares calls among those of one preference.', 'number')}
        {text('callsLimit', 'Channels', 'Calls at a time; empty: any number.', 'number')}
        {text('callsPerSecond', 'New calls each second', 'Empty: any number.', 'number')}
        {text(
          'codecs',
          'Codecs',
          'Spoken with it, the best first, of opus g722 pcma pcmu; empty: whatever suits the other end.',
        )}
        {flag('emergency', 'Carries emergency calls')}
        {draft.emergency &&
          text(
            'emergencyRoutes',
            'Emergency calls of',
            'Empty: of all countries. Else country, preference and numbers as they are sent, such as DE 10 112=+4930112; GB 20.',
          )}
        {draft.emergency && flag('told', 'It is told from where help is called')}
        {flag('trusted', 'Its word on who calls is taken')}
        {flag('refers', 'It goes on with transferred calls by itself (REFER)')}
        {flag('follows', 'Calls go where it sends them on to (3xx), at that number’s price')}
        {flag('transfers', 'It transfers who talks to it (REFER), and you pay for that call')}
        {operator && flag('everybody', 'Every tenant may use it')}
        {operator &&
          text('carrierId', 'Carrier', 'The payer in your book whom calls over it are owed to.')}
      </More>
      <More title="Who calls, signed and verified">
        <ChoiceField
          label="What is signed of calls that go out"
          value={draft.signing}
          choices={SIGNING}
          onValue={(signing) => put({ signing })}
        />
        <ChoiceField
          label="Calls whose caller is not verified"
          value={draft.unverified}
          choices={UNVERIFIED}
          onValue={(unverified) => put({ unverified })}
        />
      </More>
      <More title="How it writes numbers">
        <Rewriting rules={draft.rewriting} onRules={(rewriting) => put({ rewriting })} />
      </More>
    </Dialog>
  );
}
