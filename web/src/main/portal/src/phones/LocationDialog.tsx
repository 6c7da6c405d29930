import { Checkbox } from '@patternfly/react-core';
import { useState } from 'react';
import type { Location } from '../api/locationShapes';
import { complaintAbout, complaintAboutEach } from '../api/problem';
import { useSave } from '../api/useSave';
import { CodeField } from '../parts/CodeField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

interface Props {
  readonly location?: Location | undefined;
  readonly onClose: () => void;
}

/** Writes down where phones stand. */
export function LocationDialog({ location, onClose }: Props) {
  const [label, setLabel] = useState(location?.label ?? '');
  const [country, setCountry] = useState(location?.country ?? '');
  const [address, setAddress] = useState(location?.address ?? '');
  const [users, setUsers] = useState(location?.users.join(' ') ?? '');
  const [sent, setSent] = useState<readonly string[]>([]);
  const [standard, setStandard] = useState(location?.standard ?? false);
  const body = {
    label: label.trim(),
    country,
    address: address.trim(),
    standard,
    users: users.split(/[\s,;]+/).filter((user) => user !== ''),
  };
  const save = useSave<Location>({
    path: '/locations',
    of: location,
    // phones tell another version once they stand elsewhere
    stale: ['locations', 'phones'],
    done: `Saved ${body.label}`,
    after: onClose,
  });
  return (
    <Dialog
      title={location === undefined ? 'Add a location' : `Edit ${location.label}`}
      description="Emergency calls from there dial that country's numbers, and helpers are told the place."
      submit="Save"
      busy={save.isPending}
      error={save.error}
      onSubmit={() => {
        setSent(body.users);
        save.mutate(body);
      }}
      onClose={onClose}
    >
      <TextField
        label="Label"
        required
        value={label}
        onValue={setLabel}
        complaint={complaintAbout(save.error, 'label')}
        input={{ maxLength: 100 }}
      />
      <CodeField
        label="Country"
        required
        value={country}
        onValue={setCountry}
        complaint={complaintAbout(save.error, 'country')}
        help="Two letters, such as DE."
      />
      <TextField
        label="Address"
        value={address}
        onValue={setAddress}
        complaint={complaintAbout(save.error, 'address')}
        help="As people find it: street, house, floor, town."
        input={{ maxLength: 500 }}
      />
      <TextField
        label="Phones that stand there"
        value={users}
        onValue={setUsers}
        complaint={complaintAboutEach(save.error, 'users', (place) => sent[place] ?? '')}
        help="Users such as 101 102."
        input={{ autoComplete: 'off' }}
      />
      <Checkbox
        id="location-standard"
        label="All other phones are there, too"
        isChecked={standard}
        onChange={(_event, checked) => setStandard(checked)}
      />
    </Dialog>
  );
}
