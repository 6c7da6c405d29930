import { FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';

interface Props {
  /** Of the field, which names this as its description by `saidBy`. */
  readonly field: string;
  readonly help?: string | undefined;
  readonly complaint: string | undefined;
}

export function saidBy(field: string): string {
  return `${field}-help`;
}

/** What stands below a field: its help, or the complaint about it. */
export function Said({ field, help, complaint }: Props) {
  const said = complaint ?? help;
  return (
    said !== undefined && (
      <FormHelperText>
        <HelperText id={saidBy(field)} aria-live="polite">
          <HelperTextItem variant={complaint === undefined ? 'default' : 'error'}>
            {said}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    )
  );
}
