import { FormGroup, TextArea } from '@patternfly/react-core';
import { useId } from 'react';
import { Said, saidBy } from './Said';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly help?: string;
  readonly complaint: string | undefined;
  readonly required?: boolean;
}

/** A labelled text of a few lines, each a value, with its help or the complaint about it. */
export function LinesField({ label, value, onValue, help, complaint, required }: Props) {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id} isRequired={required ?? false}>
      <TextArea
        id={id}
        value={value}
        onChange={(_event, text) => onValue(text)}
        rows={4}
        validated={complaint === undefined ? 'default' : 'error'}
        {...((complaint ?? help) !== undefined && { 'aria-describedby': saidBy(id) })}
      />
      <Said field={id} help={help} complaint={complaint} />
    </FormGroup>
  );
}
