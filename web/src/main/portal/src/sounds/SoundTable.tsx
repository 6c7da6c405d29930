import { Button } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { address } from '../api/http';
import type { Sound } from '../api/soundShapes';
import { Cell } from '../parts/Cell';
import { sizeOf } from '../recordings/words';
import { Duration } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { usersOf } from './words';

export type Doing = readonly [what: 'replace' | 'delete', sound: Sound];

interface Props {
  readonly sounds: readonly Sound[];
  readonly onDoing: (doing: Doing) => void;
}

export function SoundTable({ sounds, onDoing }: Props) {
  return (
    <Table aria-label="Sounds" variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th>Name</Th>
          <Th className="ml-right">Length</Th>
          <Th>Sound</Th>
          <Th>Heard by</Th>
          <Th>Changed</Th>
          <Th screenReaderText="Change" />
        </Tr>
      </Thead>
      <Tbody>
        {sounds.map((sound) => (
          <Tr key={sound.name}>
            <Cell name="Name">{sound.name}</Cell>
            <Cell name="Length" right>
              <span className="ml-figure">
                <Duration millis={sound.millis} />
              </span>
              <div>{sizeOf(sound.bytes)}</div>
            </Cell>
            <Cell name="Sound">
              {/* eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what it says */}
              <audio
                className="ml-sound"
                controls
                preload="none"
                aria-label={`Sound ${sound.name}`}
                // A replaced one is another sound for the browser, too.
                key={sound.sha256}
                src={address(`/sounds/${sound.name}`, { of: sound.sha256 })}
              />
            </Cell>
            <Cell name="Heard by">{usersOf(sound)}</Cell>
            <Cell name="Changed">
              <Instant at={sound.changed} />
              <div>{sound.changedBy}</div>
            </Cell>
            <Cell name="Change" right>
              <div className="ml-links">
                <Button
                  variant="link"
                  isInline
                  onClick={() => onDoing(['replace', sound])}
                  aria-label={`Replace: ${sound.name}`}
                >
                  Replace
                </Button>
                <Button
                  variant="link"
                  isInline
                  isDanger
                  onClick={() => onDoing(['delete', sound])}
                  aria-label={`Delete: ${sound.name}`}
                >
                  Delete
                </Button>
              </div>
            </Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
