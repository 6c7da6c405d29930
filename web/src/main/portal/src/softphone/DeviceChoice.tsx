import { Button, Form } from '@patternfly/react-core';
import { useEffect, useSyncExternalStore } from 'react';
import { ChoiceField } from '../parts/ChoiceField';
import { inUse, type Kind } from './choice';
import { allow, choose, deviceSnapshot, subscribeDevices, watch, type Devices } from './devices';
import { CAN_CHOOSE_SPEAKER } from './speaker';

const LABELS = { microphone: 'Microphone', speaker: 'Loudspeaker' } as const;

function Choice({ kind, of: { there, chosen } }: { kind: Kind; of: Devices }) {
  return (
    <ChoiceField
      label={LABELS[kind]}
      value={inUse(chosen[kind], there[kind])}
      choices={[
        ['', 'Your computer’s default'],
        ...there[kind].map(({ id, name }) => [id, name] as const),
      ]}
      onValue={(id) => void choose(kind, id)}
    />
  );
}

/** Into what one speaks and where one hears; a change counts at once, in a call, too. */
export function DeviceChoice() {
  const devices = useSyncExternalStore(subscribeDevices, deviceSnapshot);
  const { there, said } = devices;
  useEffect(watch, []);
  return (
    <Form className="ml-devices" onSubmit={(event) => event.preventDefault()}>
      {there.microphone.length > 0 ? (
        <>
          <Choice kind="microphone" of={devices} />
          {CAN_CHOOSE_SPEAKER && there.speaker.length > 0 && <Choice kind="speaker" of={devices} />}
        </>
      ) : (
        <div>
          <p className="ml-quiet">
            Your computer’s default is used. The browser names your devices once it may use the
            microphone.
          </p>
          <Button variant="secondary" onClick={() => void allow()}>
            Allow the microphone
          </Button>
        </div>
      )}
      <div role="status">{said}</div>
    </Form>
  );
}
