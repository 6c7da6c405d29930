import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { Section } from '../parts/Section';
import { HoldMusic } from './HoldMusic';
import { SoundTable, type Doing } from './SoundTable';
import { UploadSound } from './UploadSound';
import { useSounds } from './useSounds';
import { roomOf } from './words';

export default function SoundsPage() {
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<Doing>();
  const close = () => {
    setAdding(false);
    setDoing(undefined);
  };
  const query = useSounds();
  const [what, sound] = doing ?? [];
  const replaced = what === 'replace' ? sound : undefined;
  return (
    <>
      <PageHead
        title="Sounds"
        lead="Your own sound files, which calls, programs and recording rules play by their names."
      />
      <Section
        title="All sounds"
        flush
        actions={
          <Button
            variant="secondary"
            isDisabled={query.data === undefined}
            onClick={() => setAdding(true)}
          >
            Hand in a sound
          </Button>
        }
      >
        <Loaded query={query} what="the sounds">
          {(sounds) =>
            sounds.items.length === 0 ? (
              <Nothing title="No sound">
                Hand in a greeting, a menu or music as a WAV file, and play it in any call.
              </Nothing>
            ) : (
              <>
                <SoundTable sounds={sounds.items} onDoing={setDoing} />
                <p className="ml-quiet ml-room">{roomOf(sounds)}</p>
              </>
            )
          }
        </Loaded>
      </Section>
      <Section title="Music on hold">
        <HoldMusic />
      </Section>
      {query.data !== undefined && (adding || replaced !== undefined) && (
        <UploadSound
          {...(replaced !== undefined && { replaced })}
          taken={query.data.items.map(({ name }) => name)}
          largestBytes={query.data.largestBytes}
          onClose={close}
        />
      )}
      {what === 'delete' && sound !== undefined && (
        <DeleteDialog
          what={`the sound ${sound.name}`}
          path={`/sounds/${sound.name}`}
          stale={['sounds']}
          onGone={close}
          onClose={close}
        >
          Calls and programs that name it leave it out from then on.
        </DeleteDialog>
      )}
    </>
  );
}
