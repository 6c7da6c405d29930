import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useId } from 'react';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, name: string])[];
  readonly onValue: (value: string) => void;
}

export function ChoiceField({ label, value, choices, onValue }: Props) {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id}>
      <FormSelect id={id} value={value} onChange={(_event, next) => onValue(next)}>
        {choices.map(([each, name]) => (
          <FormSelectOption key={each} value={each} label={name} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}
