import { Alert, AlertActionLink, Button, Form } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import { complaintAbout } from '../api/problem';
import { readingOf } from '../api/reading';
import type { MusicOnHold } from '../api/soundShapes';
import { useOpened } from '../api/useOpened';
import { useSave } from '../api/useSave';
import { ChoiceField } from '../parts/ChoiceField';
import { Fault } from '../parts/Fault';
import { Loaded } from '../parts/Loaded';
import { useSounds } from './useSounds';
import { choiceOf, choicesOf, chosenBy, chosenInWords } from './holdMusic';

interface Props {
  readonly music: MusicOnHold;
  /** What somebody else saved while this was chosen. */
  readonly others: MusicOnHold | undefined;
  readonly onTyped: () => void;
  readonly onSaved: (saved: MusicOnHold) => void;
  readonly onAnew: () => void;
}

function MusicForm({ music, others, onTyped, onSaved, onAnew }: Props) {
  const [choice, setChoice] = useState(choiceOf(music));
  const sounds = useSounds();
  const keep = useSave<MusicOnHold>({
    path: '/music-on-hold',
    of: music,
    stale: ['music-on-hold', 'sounds'],
    done: 'Saved what is heard on hold',
    after: onSaved,
  });
  const anew = others !== undefined && (
    <AlertActionLink onClick={onAnew}>Open it again with what was saved</AlertActionLink>
  );
  return (
    <Form
      noValidate
      onChange={onTyped}
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate(chosenBy(choice));
      }}
    >
      <Fault error={keep.error} actionLinks={anew} />
      {others !== undefined && keep.error !== null && <p>{chosenInWords(others)}</p>}
      {others !== undefined && keep.error === null && (
        <Alert
          variant="warning"
          isInline
          isLiveRegion
          component="p"
          title="Changed by somebody else"
          actionLinks={anew}
        >
          {chosenInWords(others)} What you chose is still here, and was not saved.
        </Alert>
      )}
      <ChoiceField
        label="Those on hold hear"
        value={choice}
        choices={choicesOf(sounds.data?.items ?? [])}
        onValue={setChoice}
        from={readingOf(sounds)}
        complaint={complaintAbout(keep.error, 'sound')}
      />
      <p className="ml-quiet">
        It counts from the next hold on. What a call or program plays by itself goes before it.
      </p>
      <div>
        <Button type="submit" variant="secondary" isLoading={keep.isPending}>
          Keep
        </Button>
      </div>
    </Form>
  );
}

function KeptMusic({ latest }: { latest: MusicOnHold }) {
  const { of, behind, ...form } = useOpened(latest);
  return <MusicForm key={of.version} music={of} others={behind ? latest : undefined} {...form} />;
}

/** What is heard by those who are on hold. */
export function HoldMusic() {
  const query = useQuery({
    queryKey: ['music-on-hold'],
    queryFn: ({ signal }) => read<MusicOnHold>('/music-on-hold', {}, signal),
  });
  return (
    <Loaded query={query} what="the music on hold">
      {(latest) => <KeptMusic latest={latest} />}
    </Loaded>
  );
}
