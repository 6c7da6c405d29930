import { FormGroup, TextInput, type TextInputProps } from '@patternfly/react-core';
import { useId } from 'react';
import { Said, saidBy } from './Said';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly help?: string;
  readonly complaint?: string | undefined;
  readonly required?: boolean;
  readonly input?: Partial<TextInputProps>;
}

/** A labelled line of text with its help or the complaint about it. */
export function TextField(props: TextFieldProps) {
  const { label, value, onValue, help, complaint, required, input } = props;
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id} isRequired={required ?? false}>
      <TextInput
        id={id}
        value={value}
        onChange={(_event, text) => onValue(text)}
        isRequired={required ?? false}
        validated={complaint === undefined ? 'default' : 'error'}
        {...((complaint ?? help) !== undefined && { 'aria-describedby': saidBy(id) })}
        {...(input as object)}
      />
      <Said field={id} help={help} complaint={complaint} />
    </FormGroup>
  );
}
