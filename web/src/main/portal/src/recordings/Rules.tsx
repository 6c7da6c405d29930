import { Button } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import type { RecordingRule } from '../api/recordingRuleShapes';
import { Cell } from '../parts/Cell';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { Section } from '../parts/Section';
import { Instant } from '../time/Instant';
import { RuleDialog } from './RuleDialog';
import { agreementOf, callsOf } from './ruleWords';

type Doing = readonly [what: 'change' | 'delete', rule: RecordingRule];

interface TableProps {
  readonly rules: readonly RecordingRule[];
  readonly onDoing: (doing: Doing) => void;
}

function RuleTable({ rules, onDoing }: TableProps) {
  const button = (what: Doing[0], name: string, rule: RecordingRule) => (
    <Button
      variant="link"
      isInline
      isDanger={what === 'delete'}
      onClick={() => onDoing([what, rule])}
      aria-label={`${name}: ${rule.scope}`}
    >
      {name}
    </Button>
  );
  return (
    <Table aria-label="Rules" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>For</Th>
          <Th>Calls</Th>
          <Th>Agreement</Th>
          <Th>Changed</Th>
          <Th screenReaderText="Change" />
        </Tr>
      </Thead>
      <Tbody>
        {rules.map((rule) => (
          <Tr key={rule.id}>
            <Cell name="For">{rule.scope}</Cell>
            <Cell name="Calls">
              {callsOf(rule)}
              {rule.required && <div>Refused if it cannot be recorded</div>}
            </Cell>
            <Cell name="Agreement">
              {agreementOf(rule)}
              {typeof rule.statement === 'string' && (
                <div className="ml-quiet">{rule.statement}</div>
              )}
            </Cell>
            <Cell name="Changed">
              <Instant at={rule.changed} />
              <div>{rule.changedBy}</div>
            </Cell>
            <Cell name="Change" right>
              <div className="ml-links">
                {button('change', 'Change', rule)}
                {button('delete', 'Delete', rule)}
              </div>
            </Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** What is recorded without anybody asking for it. */
export function Rules() {
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<Doing>();
  const close = () => {
    setAdding(false);
    setDoing(undefined);
  };
  const query = useQuery({
    queryKey: ['recording-rules'],
    queryFn: ({ signal }) =>
      read<{ items: readonly RecordingRule[] }>('/recording-rules', {}, signal),
  });
  const [what, rule] = doing ?? [];
  return (
    <Section
      title="Recorded by rule"
      flush
      actions={
        <Button variant="secondary" onClick={() => setAdding(true)}>
          Add a rule
        </Button>
      }
    >
      <Loaded query={query} what="the rules">
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title="No rule">
              A rule records calls of an extension, of a number, or all, from their answer on.
            </Nothing>
          ) : (
            <RuleTable rules={items} onDoing={setDoing} />
          )
        }
      </Loaded>
      {adding && <RuleDialog onClose={close} />}
      {what === 'change' && rule !== undefined && <RuleDialog rule={rule} onClose={close} />}
      {what === 'delete' && rule !== undefined && (
        <DeleteDialog
          what={`the rule for ${rule.scope}`}
          path={`/recording-rules/${rule.id}`}
          stale={['recording-rules']}
          onGone={close}
          onClose={close}
        >
          What it recorded stays, and so does what was said for it.
        </DeleteDialog>
      )}
    </Section>
  );
}
