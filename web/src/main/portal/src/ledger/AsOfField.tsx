import { TextInput } from '@patternfly/react-core';
import { useMe } from '../app/session';

interface Props {
  readonly label: string;
  /** A local time in the book's zone; empty for now. */
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** The zone by whose clocks the book counts its days. */
export function useBookZone(): string {
  return useMe().tenant.timeZone ?? 'the book’s zone';
}

/** Asks for a date and time by the clocks of the book's zone. */
export function AsOfField({ label, value, onValue }: Props) {
  const zone = useBookZone();
  return (
    <TextInput
      type="datetime-local"
      step={1}
      aria-label={`${label}, by the clocks of ${zone}`}
      title={`By the clocks of ${zone}; empty for now`}
      value={value}
      onChange={(_event, next) => onValue(next)}
    />
  );
}
