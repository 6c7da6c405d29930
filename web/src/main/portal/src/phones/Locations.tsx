import { Button, Flex, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import type { Location } from '../api/locationShapes';
import { Cell } from '../parts/Cell';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { Section } from '../parts/Section';
import { LocationDialog } from './LocationDialog';

type Opened =
  { readonly what: 'add' } | { readonly what: 'edit' | 'delete'; readonly location: Location };

interface Props {
  readonly changes: boolean;
}

/** Where phones stand: whose emergency numbers they dial, and where help has to go. */
export function Locations({ changes }: Props) {
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const locations = useQuery({
    queryKey: ['locations'],
    queryFn: ({ signal }) => read<{ items: readonly Location[] }>('/locations', {}, signal),
  });
  return (
    <>
      <Section
        title="Where phones stand"
        flush
        actions={
          changes && (
            <Button variant="secondary" onClick={() => setOpened({ what: 'add' })}>
              Add a location
            </Button>
          )
        }
      >
        <Loaded query={locations} what="locations">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title="No location yet">
                Emergency calls are those of your country, from a place that nobody knows.
              </Nothing>
            ) : (
              <Table aria-label="Locations" variant="compact" gridBreakPoint="grid-md">
                <Thead>
                  <Tr>
                    <Th>Location</Th>
                    <Th>Country</Th>
                    <Th>Phones</Th>
                    {changes && <Th screenReaderText="Actions" />}
                  </Tr>
                </Thead>
                <Tbody>
                  {items.map((location) => (
                    <Tr key={location.id}>
                      <Cell name="Location">
                        {location.label}
                        <div className="ml-quiet">{location.address}</div>
                      </Cell>
                      <Cell name="Country">{location.country}</Cell>
                      <Cell name="Phones">
                        {location.users.join(', ')}{' '}
                        {location.standard && <Label isCompact>all others</Label>}
                      </Cell>
                      {changes && (
                        <Cell name="Actions" right>
                          <Flex
                            gap={{ default: 'gapSm' }}
                            justifyContent={{ default: 'justifyContentFlexEnd' }}
                          >
                            <Button
                              variant="secondary"
                              size="sm"
                              aria-label={`Edit ${location.label}`}
                              onClick={() => setOpened({ what: 'edit', location })}
                            >
                              Edit
                            </Button>
                            <Button
                              variant="secondary"
                              isDanger
                              size="sm"
                              aria-label={`Delete ${location.label}`}
                              onClick={() => setOpened({ what: 'delete', location })}
                            >
                              Delete
                            </Button>
                          </Flex>
                        </Cell>
                      )}
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            )
          }
        </Loaded>
      </Section>
      {opened?.what === 'add' && <LocationDialog onClose={close} />}
      {opened?.what === 'edit' && <LocationDialog location={opened.location} onClose={close} />}
      {opened?.what === 'delete' && (
        <DeleteDialog
          what={`location ${opened.location.label}`}
          path={`/locations/${opened.location.id}`}
          stale={['locations']}
          onGone={close}
          onClose={close}
        >
          Its phones are where all others are.
        </DeleteDialog>
      )}
    </>
  );
}
