import { Form, Grid, GridItem } from '@patternfly/react-core';
import type { Customer } from '../api/limitShapes';
import { useChoices } from '../api/usePage';
import { useMe } from '../app/session';
import { ChoiceField } from '../parts/ChoiceField';
import { TextField } from '../parts/TextField';
import { WHO_PAYS } from './relation';
import { complaintsOf, type Wanted } from './wanted';

interface Props {
  readonly wanted: Wanted;
  readonly onWanted: (wanted: Wanted) => void;
}

/** The operator's two relations, of all tenants. */
function OperatorFilters({ wanted, onWanted }: Props) {
  const { items: tenants, reading } = useChoices<Customer>(['customers'], '/tenants');
  return (
    <>
      <GridItem md={6} xl={4}>
        <ChoiceField
          label="What is paid"
          value={wanted.relation}
          choices={[
            ['', 'Wholesale and cost'],
            ['WHOLESALE', WHO_PAYS.WHOLESALE],
            ['COST', WHO_PAYS.COST],
          ]}
          onValue={(relation) => onWanted({ ...wanted, relation })}
        />
      </GridItem>
      <GridItem md={6} xl={4}>
        <ChoiceField
          label="Calls of"
          value={wanted.tenant}
          choices={[['', 'All tenants'], ...tenants.map(({ id, name }) => [id, name] as const)]}
          onValue={(tenant) => onWanted({ ...wanted, tenant })}
          from={reading}
        />
      </GridItem>
    </>
  );
}

export function Filters({ wanted, onWanted }: Props) {
  const { tenant } = useMe();
  const complaints = complaintsOf(wanted);
  return (
    <Form onSubmit={(event) => event.preventDefault()}>
      <Grid hasGutter>
        <GridItem sm={6} xl={2}>
          <TextField
            label="First day"
            value={wanted.from}
            onValue={(from) => onWanted({ ...wanted, from })}
            input={{ type: 'date' }}
          />
        </GridItem>
        <GridItem sm={6} xl={2}>
          <TextField
            label="Last day"
            value={wanted.until}
            onValue={(until) => onWanted({ ...wanted, until })}
            complaint={complaints.until}
            input={{ type: 'date' }}
          />
        </GridItem>
        {tenant.operator && <OperatorFilters wanted={wanted} onWanted={onWanted} />}
        <GridItem md={6} xl={4}>
          <ChoiceField
            label="Amounts"
            value={wanted.due}
            choices={[
              ['all', 'All, also nothing'],
              ['due', 'More than nothing'],
            ]}
            onValue={(due) => onWanted({ ...wanted, due })}
          />
        </GridItem>
        <GridItem md={6} xl={4}>
          <TextField
            label="Call"
            value={wanted.call}
            onValue={(call) => onWanted({ ...wanted, call })}
            complaint={complaints.call}
            input={{ placeholder: 'The id of a call' }}
          />
        </GridItem>
      </Grid>
    </Form>
  );
}
