import { Button, Checkbox, Form } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { change, read } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { RecordingTerms } from '../api/recordingShapes';
import { useChange } from '../api/useChange';
import { Loaded } from '../parts/Loaded';
import { TextField } from '../parts/TextField';

function TermsForm({ terms }: { terms: RecordingTerms }) {
  const [days, setDays] = useState(String(terms.retentionDays));
  const [own, setOwn] = useState(terms.membersHearOwn);
  const [tone, setTone] = useState(terms.supervisionTone);
  const keep = useChange({
    send: () =>
      change<RecordingTerms>('PUT', '/recordings/terms', {
        retentionDays: Number(days),
        membersHearOwn: own,
        supervisionTone: tone,
      }),
    stale: ['recordings', 'recording-terms'],
    done: 'Kept',
  });
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate();
      }}
    >
      <TextField
        label="Days kept"
        value={days}
        onValue={setDays}
        complaint={complaintAbout(keep.error, 'retentionDays')}
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
      {(terms) => <TermsForm terms={terms} />}
    </Loaded>
  );
}
