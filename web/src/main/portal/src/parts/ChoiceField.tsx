import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useId } from 'react';
import { Said, saidBy } from './Said';

interface Props<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly (readonly [value: V, name: string])[];
  readonly onValue: (value: V) => void;
  readonly complaint?: string | undefined;
}

export function ChoiceField<V extends string>(props: Props<V>) {
  const { label, value, choices, onValue, complaint } = props;
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id}>
      <FormSelect
        id={id}
        value={value}
        onChange={(_event, next) => onValue(next as V)}
        validated={complaint === undefined ? 'default' : 'error'}
        {...(complaint !== undefined && { 'aria-describedby': saidBy(id) })}
      >
        {choices.map(([each, name]) => (
          <FormSelectOption key={each} value={each} label={name} />
        ))}
      </FormSelect>
      <Said field={id} complaint={complaint} />
    </FormGroup>
  );
}
