import { Checkbox } from '@patternfly/react-core';
import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import { readingOf, together, type Reading } from '../api/reading';
import type { Consent, RecordingRule, Told, Ways } from '../api/recordingRuleShapes';
import type { DialledNumber, Phone } from '../api/shapes';
import { useSave } from '../api/useSave';
import { useChoices } from '../api/usePage';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { useSounds } from '../sounds/useSounds';
import { CONSENTS, TOLD, WAYS } from './ruleWords';

interface Props {
  readonly rule?: RecordingRule;
  readonly onClose: () => void;
}

type Choice = readonly [value: string, name: string];

interface Offered {
  readonly choices: readonly Choice[];
  readonly reading: Reading;
}

function useScopes(): Offered {
  const phones = useChoices<Phone>(['phones'], '/phones');
  const numbers = useChoices<DialledNumber>(['numbers'], '/numbers');
  return {
    choices: [
      ['', 'all calls without a rule of their own'],
      ...phones.items.map(({ id, user, displayName }): Choice => [
        `phoneId ${id}`,
        `Extension ${user} ${displayName}`,
      ]),
      ...numbers.items.map(({ id, number }): Choice => [`numberId ${id}`, `Number ${number}`]),
    ],
    reading: together(phones.reading, numbers.reading),
  };
}

function scopeOf(rule: RecordingRule | undefined): string {
  if (typeof rule?.phoneId === 'string') {
    return `phoneId ${rule.phoneId}`;
  }
  return typeof rule?.numberId === 'string' ? `numberId ${rule.numberId}` : '';
}

/** What can be heard before a call is recorded: a minute at most. */
const LONGEST_MILLIS = 60_000;

function useAnnouncements(): Offered {
  const query = useSounds();
  const sounds = query.data?.items ?? [];
  return {
    choices: [
      ['', 'our announcement, in the language of the call'],
      ...sounds
        .filter(({ millis }) => millis <= LONGEST_MILLIS)
        .map(({ name }): Choice => [name, `your sound ${name}`]),
    ],
    reading: readingOf(query),
  };
}

/** Makes a rule, or changes one. */
export function RuleDialog({ rule, onClose }: Props) {
  const scopes = useScopes();
  const [scope, setScope] = useState(scopeOf(rule));
  const [ways, setWays] = useState<Ways>(rule?.ways ?? 'both');
  const [internal, setInternal] = useState(rule?.internal ?? false);
  const [consent, setConsent] = useState<Consent>(rule?.consent ?? 'announce');
  const [told, setTold] = useState<Told>(rule?.told ?? 'both');
  const [required, setRequired] = useState(rule?.required ?? false);
  const announcements = useAnnouncements();
  const [sound, setSound] = useState(rule?.sound ?? '');
  const [statement, setStatement] = useState('');
  const [kind, id] = scope.split(' ');
  const records = ways !== 'never';
  const sameCalls = scope === scopeOf(rule) && ways === rule?.ways && internal === rule.internal;
  /** What was said for other calls is not said for these. */
  const said = sameCalls ? (rule.statement ?? null) : null;
  const body = {
    ...(kind !== undefined && id !== undefined && { [kind]: id }),
    ways,
    internal,
    consent,
    told,
    required: required && consent !== 'ask',
    sound: sound === '' ? null : sound,
    statement: statement.trim() === '' ? null : statement.trim(),
  };
  const save = useSave<RecordingRule>({
    path: '/recording-rules',
    of: rule,
    stale: ['recording-rules', 'sounds'],
    done: (made) => `Kept the rule for ${made.scope}`,
    after: onClose,
  });
  return (
    <Dialog
      title={rule === undefined ? 'Add a rule' : `Change the rule for ${rule.scope}`}
      description="It counts from the next call on. Calls for help are neither announced to nor asked."
      submit="Keep"
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(body)}
      onClose={onClose}
    >
      <ChoiceField
        label="For"
        value={scope}
        choices={scopes.choices}
        onValue={setScope}
        from={scopes.reading}
        complaint={complaintAbout(save.error, 'phoneId') ?? complaintAbout(save.error, 'numberId')}
      />
      <ChoiceField label="Record" value={ways} choices={WAYS} onValue={setWays} />
      {records && (
        <>
          <Checkbox
            id="rule-internal"
            label="Calls inside the house, too"
            isChecked={internal}
            onChange={(_event, on) => setInternal(on)}
          />
          <ChoiceField
            label="How they agree"
            value={consent}
            choices={CONSENTS}
            onValue={setConsent}
          />
        </>
      )}
      {records && consent !== 'silent' && (
        <>
          <ChoiceField
            label={consent === 'ask' ? 'Who is asked' : 'Who is told'}
            value={told}
            choices={TOLD}
            onValue={setTold}
          />
          <ChoiceField
            label={
              consent === 'ask' ? 'What they hear; it must name the keys 1 and 2' : 'What they hear'
            }
            value={sound}
            choices={announcements.choices}
            onValue={setSound}
            from={announcements.reading}
            complaint={complaintAbout(save.error, 'sound')}
          />
        </>
      )}
      {records && consent === 'silent' && (
        <TextField
          label="Why the law of the place allows it"
          required={said === null}
          value={statement}
          onValue={setStatement}
          complaint={complaintAbout(save.error, 'statement')}
          help={
            said === null ? 'Kept for good, with your name and the time.' : `Said before: ${said}`
          }
          input={{ maxLength: 2000 }}
        />
      )}
      {records && consent !== 'ask' && (
        <Checkbox
          id="rule-required"
          label="Must be recorded: without room on the disk the call is refused"
          isChecked={required}
          onChange={(_event, on) => setRequired(on)}
        />
      )}
    </Dialog>
  );
}
