import { Button, Checkbox, Form } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { RecordingTerms } from '../api/recordingShapes';
import { useSave } from '../api/useSave';
import { Dialog } from '../parts/Dialog';
import { Fault } from '../parts/Fault';
import { Loaded } from '../parts/Loaded';
import { TextField } from '../parts/TextField';
import { wholeNumberIn } from '../parts/wholeNumber';

const MOST_DAYS = 3650;

function TermsForm({ terms }: { terms: RecordingTerms }) {
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
    failed: 'Not saved', // the form itself begins anew with what others saved
    after: () => setAsking(false),
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
  return (
    <>
      <Form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {!asking && <Fault error={keep.error} />}
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

/** How long recordings are kept, and who hears them. */
export function Terms() {
  const query = useQuery({
    queryKey: ['recording-terms'],
    queryFn: ({ signal }) => read<RecordingTerms>('/recordings/terms', {}, signal),
  });
  return (
    <Loaded query={query} what="the terms">
      {(terms) => <TermsForm key={terms.version} terms={terms} />}
    </Loaded>
  );
}
