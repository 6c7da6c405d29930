import { Button, Flex, Form } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { TextField } from '../parts/TextField';
import { consult, transfer } from './transfer';

interface Props {
  readonly other: string;
  readonly onDone: () => void;
}

/** To whom the other end of the call is put through: at once, or when they have been asked. */
export function TransferTo({ other, onDone }: Props) {
  const [to, setTo] = useState('');
  const form = useRef<HTMLDivElement>(null);
  const ready = to.trim() !== '';
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  useEffect(() => {
    const here = form.current;
    const typed = (event: KeyboardEvent) => event.key === 'Escape' && onDone();
    here?.addEventListener('keydown', typed);
    return () => here?.removeEventListener('keydown', typed);
  }, [onDone]);
  const begin = (how: (to: string) => void) => {
    if (ready) {
      onDone();
      how(to);
    }
  };
  return (
    <div ref={form}>
      <Form
        aria-label="Transfer"
        onSubmit={(event) => {
          event.preventDefault();
          begin(transfer);
        }}
      >
        <TextField
          label="Transfer to"
          value={to}
          onValue={setTo}
          help={`“Transfer” puts ${other} through at once; “Ask first” holds ${other} while you talk with the new one.`}
          input={{ type: 'tel', autoComplete: 'off' }}
        />
        <Flex gap={{ default: 'gapMd' }}>
          <Button type="submit" isDisabled={!ready}>
            Transfer
          </Button>
          <Button variant="secondary" isDisabled={!ready} onClick={() => begin(consult)}>
            Ask first
          </Button>
          <Button variant="link" onClick={onDone}>
            Cancel
          </Button>
        </Flex>
      </Form>
    </div>
  );
}
