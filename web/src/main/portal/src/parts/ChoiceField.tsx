import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useId } from 'react';
import { notListed, type Reading } from '../api/reading';
import { ReadingSaid } from './ReadingSaid';
import { Said, saidBy } from './Said';

interface Props<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly (readonly [value: V, name: string])[];
  readonly onValue: (value: V) => void;
  readonly complaint?: string | undefined;
  /** How it stands with the list that the choices are of, if they were read for it. */
  readonly from?: Reading;
}

export function ChoiceField<V extends string>(props: Props<V>) {
  const { label, value, choices, onValue, complaint, from } = props;
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
        {from !== undefined && choices.every(([each]) => each !== value) && (
          <FormSelectOption value={value} label={notListed(value, from)} />
        )}
        {choices.map(([each, name]) => (
          <FormSelectOption key={each} value={each} label={name} />
        ))}
      </FormSelect>
      <Said field={id} complaint={complaint} />
      {from !== undefined && <ReadingSaid of={from} />}
    </FormGroup>
  );
}
