import { Button } from '@patternfly/react-core';

/** Of a phone, row by row. */
export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function DialPad({ onKey }: { readonly onKey: (key: string) => void }) {
  return (
    <div className="ml-dialpad" role="group" aria-label="Keys">
      {KEYS.map((key) => (
        <Button key={key} variant="secondary" onClick={() => onKey(key)}>
          {key}
        </Button>
      ))}
    </div>
  );
}
