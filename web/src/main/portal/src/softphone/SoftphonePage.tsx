import { Button, Flex, Form, Label, PageSection } from '@patternfly/react-core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Phone } from '../api/shapes';
import { useChoicesQuery } from '../api/usePage';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { ChoiceField } from '../parts/ChoiceField';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { Calling } from './Calling';
import { DeviceChoice } from './DeviceChoice';
import { connect, disconnect, type Line } from './softphone';
import { useSoftphone } from './useSoftphone';

const LINES = {
  off: ['Not connected', 'grey'],
  connecting: ['Connecting…', 'blue'],
  ready: ['Ready', 'green'],
  failed: ['Not connected', 'red'],
} as const satisfies Record<Line, readonly [string, 'grey' | 'blue' | 'green' | 'red']>;

function LineLabel({ line }: { line: Line }) {
  const [name, color] = LINES[line];
  return (
    <span role="status">
      <Label color={color}>{name}</Label>
    </span>
  );
}

function NoPhone() {
  const admin = may(useMe().role, 'changePhones');
  return (
    <Nothing title="There is no phone">
      {admin ? (
        <>
          Create or enable one on the page <Link to="/phones">Phones</Link>.
        </>
      ) : (
        'An administrator can create one.'
      )}
    </Nothing>
  );
}

function Choosing({ phones }: { phones: readonly Phone[] }) {
  const { line, said } = useSoftphone();
  const [chosen, setChosen] = useState('');
  const of = phones.find((each) => each.id === chosen) ?? phones[0];
  return of === undefined ? (
    <NoPhone />
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
      {line === 'failed' && said !== null && (
        <p role="alert" className="ml-complaint">
          {said}
        </p>
      )}
      <div>
        <Button type="submit">Connect</Button>
      </div>
    </Form>
  );
}

function Connecting() {
  const { line, phone } = useSoftphone();
  const phones = useChoicesQuery<Phone>(['phones'], '/phones');
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
  return (
    <Loaded query={phones} what="phones">
      {({ items }) => <Choosing phones={items.filter(({ enabled }) => enabled)} />}
    </Loaded>
  );
}

export default function SoftphonePage() {
  const { line, talk } = useSoftphone();
  const [number, setNumber] = useState('');
  // A call goes on while the line is found again.
  const open = talk !== null || line === 'ready' || line === 'connecting';
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
        {open && (
          <Panel title="Call">
            <Calling number={number} onNumber={setNumber} />
          </Panel>
        )}
        <Panel title="Microphone and loudspeaker">
          <DeviceChoice />
        </Panel>
      </PageSection>
    </>
  );
}
