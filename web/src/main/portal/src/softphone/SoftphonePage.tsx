import { Button, Flex, Form, Label, PageSection } from '@patternfly/react-core';
import { useState } from 'react';
import { useChoices } from '../api/usePage';
import type { Phone } from '../api/shapes';
import { ChoiceField } from '../parts/ChoiceField';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { TextField } from '../parts/TextField';
import { DialPad } from './DialPad';
import { InCall } from './InCall';
import { call, connect, disconnect, press, type Line } from './softphone';
import { useSoftphone } from './useSoftphone';

const LINES = {
  off: ['Not connected', 'grey'],
  connecting: ['Connecting…', 'blue'],
  ready: ['Ready', 'green'],
  failed: ['Not connected', 'red'],
} as const satisfies Record<Line, readonly [string, 'grey' | 'blue' | 'green' | 'red']>;

function LineLabel({ line }: { line: Line }) {
  const [name, color] = LINES[line];
  return <Label color={color}>{name}</Label>;
}

function Connecting() {
  const { line, phone, said } = useSoftphone();
  const phones = useChoices<Phone>(['phones'], '/phones').filter((each) => each.enabled);
  const [chosen, setChosen] = useState('');
  const of = phones.find((each) => each.id === chosen) ?? phones[0];
  if (line === 'ready' || line === 'connecting') {
    return (
      <Flex alignItems={{ default: 'alignItemsCenter' }} gap={{ default: 'gapMd' }}>
        <span>
          This browser is phone <strong>{phone?.user}</strong>.
        </span>
        <Button variant="secondary" onClick={disconnect}>
          Disconnect
        </Button>
      </Flex>
    );
  }
  return of === undefined ? (
    <Nothing title="There is no phone">An administrator can create one.</Nothing>
  ) : (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        void connect(of);
      }}
    >
      <ChoiceField
        label="Phone"
        value={of.id}
        choices={phones.map((each) => [each.id, `${each.user} – ${each.displayName}`])}
        onValue={setChosen}
      />
      {line === 'failed' && said !== null && <p role="alert">{said}</p>}
      <div>
        <Button type="submit">Connect</Button>
      </div>
    </Form>
  );
}

function Calling() {
  const { talk, said } = useSoftphone();
  const [number, setNumber] = useState('');
  if (talk !== null) {
    return (
      <>
        <InCall talk={talk} />
        {talk.state === 'talking' && <DialPad onKey={press} />}
      </>
    );
  }
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        call(number);
      }}
    >
      <TextField
        label="Number"
        value={number}
        onValue={setNumber}
        help="An extension, or a number such as +49 30 1234567"
        input={{ type: 'tel', autoComplete: 'off' }}
      />
      <DialPad onKey={(key) => setNumber((before) => before + key)} />
      <p role="status">{said}</p>
      <div>
        <Button type="submit" isDisabled={number.trim() === ''}>
          Call
        </Button>
      </div>
    </Form>
  );
}

export default function SoftphonePage() {
  const { line } = useSoftphone();
  return (
    <>
      <PageHead
        title="Softphone"
        lead="Makes this browser one of the phones. Its calls go on while you look at other pages; they end with this tab."
        badge={<LineLabel line={line} />}
      />
      <PageSection className="ml-stack">
        <Panel title="Line">
          <Connecting />
        </Panel>
        {line === 'ready' && (
          <Panel title="Call">
            <Calling />
          </Panel>
        )}
      </PageSection>
    </>
  );
}
