import { Alert, AlertActionLink, Button, Checkbox, Form } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { RecordingTerms } from '../api/recordingShapes';
import { useOpened } from '../api/useOpened';
import { useSave } from '../api/useSave';
import { Dialog } from '../parts/Dialog';
import { Fault } from '../parts/Fault';
import { Loaded } from '../parts/Loaded';
import { TextField } from '../parts/TextField';
import { wholeNumberIn } from '../parts/wholeNumber';
import { termsInWords } from './terms';

const MOST_DAYS = 3650;

interface Props {
  readonly terms: RecordingTerms;
  /** What somebody else saved while this was typed. */
  readonly others: RecordingTerms | undefined;
  readonly onTyped: () => void;
  readonly onSaved: (saved: RecordingTerms) => void;
  readonly onAnew: () => void;
}

function TermsForm({ terms, others, onTyped, onSaved, onAnew }: Props) {
  const [days, setDays] = useState(String(terms.retentionDays));
  const [own, setOwn] = useState(terms.membersHearOwn);
  const [tone, setTone] = useState(terms.supervisionTone);
  const [unreadable, setUnreadable] = useState(false);
  const [asking, setAsking] = useState(false);
  const wanted = wholeNumberIn(days) ?? 0;
  const body = { retentionDays: wanted, membersHearOwn: own, supervisionTone: tone };
  const keep = useSave<RecordingTerms>({
    path: '/recordings/terms',
    of: terms,
    stale: ['recordings', 'recording-terms'],
    done: 'Saved how recordings are kept',
    after: (saved) => {
      setAsking(false);
      onSaved(saved);
    },
  });
  const submit = () => {
    const good = wanted >= 1 && wanted <= MOST_DAYS;
    setUnreadable(!good);
    if (good && wanted < terms.retentionDays) {
      setAsking(true);
    } else if (good) {
      keep.mutate(body);
    }
  };
  const anew = others !== undefined && (
    <AlertActionLink onClick={onAnew}>Open it again with what was saved</AlertActionLink>
  );
  return (
    <>
      <Form
        noValidate
        onChange={onTyped}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {!asking && <Fault error={keep.error} actionLinks={anew} />}
        {others !== undefined && keep.error !== null && <p>{termsInWords(others)}</p>}
        {others !== undefined && keep.error === null && (
          <Alert
            variant="warning"
            isInline
            isLiveRegion
            component="p"
            title="Changed by somebody else"
            actionLinks={anew}
          >
            {termsInWords(others)} What you typed is still here, and was not saved.
          </Alert>
        )}
        <TextField
          label="Days kept"
          value={days}
          onValue={setDays}
          complaint={
            unreadable
              ? `Must be a whole number from 1 to ${MOST_DAYS}.`
              : complaintAbout(keep.error, 'retentionDays')
          }
          help="1 to 3650. Counts for what is kept already, too."
          input={{ inputMode: 'numeric' }}
        />
        <Checkbox
          id="members-hear-own"
          label="Members hear recordings of their own calls"
          isChecked={own}
          onChange={(_event, on) => setOwn(on)}
        />
        <Checkbox
          id="supervision-tone"
          label="Those who talk hear a tone while somebody supervises them"
          isChecked={tone}
          onChange={(_event, on) => setTone(on)}
        />
        <div>
          <Button type="submit" variant="secondary" isLoading={keep.isPending}>
            Keep
          </Button>
        </div>
      </Form>
      {asking && (
        <Dialog
          title={`Keep recordings for ${wanted === 1 ? 'one day' : `${wanted} days`} only?`}
          description={`It was ${terms.retentionDays}. The sound of what is older is erased for good.`}
          submit="Keep and erase"
          danger
          busy={keep.isPending}
          error={keep.error}
          onSubmit={() => keep.mutate(body)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function KeptTerms({ latest }: { latest: RecordingTerms }) {
  const { of, behind, ...form } = useOpened(latest);
  return <TermsForm key={of.version} terms={of} others={behind ? latest : undefined} {...form} />;
}

/** How long recordings are kept, and who hears them. */
export function Terms() {
  const query = useQuery({
    queryKey: ['recording-terms'],
    queryFn: ({ signal }) => read<RecordingTerms>('/recordings/terms', {}, signal),
  });
  return (
    <Loaded query={query} what="the terms">
      {(latest) => <KeptTerms latest={latest} />}
    </Loaded>
  );
}
