import { TextField, type TextFieldProps } from './TextField';

const LENGTH = { Country: 2, Currency: 3 } as const;

interface Props extends Omit<TextFieldProps, 'label' | 'input'> {
  readonly label: keyof typeof LENGTH;
}

/** The code of a country (ISO 3166) or a currency (ISO 4217): capitals, whatever is typed. */
export function CodeField({ label, onValue, ...rest }: Props) {
  return (
    <TextField
      {...rest}
      label={label}
      onValue={(text) => onValue(text.trim().toUpperCase())}
      input={{ maxLength: LENGTH[label], autoComplete: 'off' }}
    />
  );
}
