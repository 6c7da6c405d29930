import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { Phone } from '../api/shapes';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';

export function Bindings({ phone }: { phone: Phone }) {
  return (
    <Panel title="Where it is registered" flush>
      {phone.bindings.length === 0 ? (
        <Nothing title="Nowhere right now">
          Type the settings below into a SIP phone; it appears here when it registers.
        </Nothing>
      ) : (
        <Table aria-label="Registrations" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Contact</Th>
              <Th>Source</Th>
              <Th modifier="nowrap">Transport</Th>
              <Th>User agent</Th>
              <Th>Expires</Th>
            </Tr>
          </Thead>
          <Tbody>
            {phone.bindings.map((binding) => (
              <Tr key={`${binding.contact} ${binding.source ?? ''}`}>
                <Cell name="Contact">
                  <code>{binding.contact}</code>
                </Cell>
                <Cell name="Source">{binding.source ?? 'unknown'}</Cell>
                <Cell name="Transport">{binding.transport.toUpperCase()}</Cell>
                <Cell name="User agent">{binding.userAgent ?? 'unknown'}</Cell>
                <Cell name="Expires">
                  <Instant at={binding.expires} />
                </Cell>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </Panel>
  );
}
