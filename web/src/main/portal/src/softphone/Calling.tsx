import { Button, Form } from '@patternfly/react-core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { TextField } from '../parts/TextField';
import { DialPad, KEYS } from './DialPad';
import { InCall } from './InCall';
import { News } from './News';
import { call, press } from './softphone';
import { TransferTo } from './TransferTo';
import { useSoftphone } from './useSoftphone';

function typedKey(event: KeyboardEvent): string | undefined {
  const field = event.target instanceof HTMLInputElement; // what is typed there stays there
  const other = field || event.ctrlKey || event.altKey || event.metaKey || event.repeat;
  return other ? undefined : KEYS.find((key) => key === event.key);
}

/** The place of the phone, which takes the keyboard when a button that had it is gone, and digits in a call. */
function usePlace(what: string, talking: boolean) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) {
      place.current?.focus();
    }
  }, [what]);
  useEffect(() => {
    const here = place.current;
    const typed = (event: KeyboardEvent) => {
      const key = typedKey(event);
      if (talking && key !== undefined) {
        press(key);
      }
    };
    here?.addEventListener('keydown', typed);
    return () => here?.removeEventListener('keydown', typed);
  }, [talking]);
  return place;
}

interface Props {
  /** As it is typed; kept by the page, so that it outlives a line that is lost. */
  readonly number: string;
  readonly onNumber: (number: string) => void;
}

/** A call to make, or the one that goes on. */
export function Calling({ number, onNumber }: Props) {
  const { line, talk, waiting, said } = useSoftphone();
  const [opened, setOpened] = useState<string | null>(null);
  const talking = talk?.state === 'talking';
  // Of the call for which it was opened, and no other.
  const transferring = talking && talk.handing === null && opened === talk.since;
  const close = useCallback(() => setOpened(null), []);
  const place = usePlace(
    `${talk?.state} ${talk?.other} ${talk?.handing} ${waiting?.other} ${transferring}`,
    talking && !transferring,
  );
  const ready = line === 'ready' && number.trim() !== '';
  return (
    <div ref={place} className="ml-phone" role="group" aria-label="Your call" tabIndex={-1}>
      {talk !== null && (
        <InCall
          talk={talk}
          waiting={waiting}
          onTransfer={() => setOpened(transferring ? null : talk.since)}
          transferring={transferring}
        />
      )}
      <News talk={talk} waiting={waiting} said={said} />
      {transferring && <TransferTo other={talk.other} onDone={close} />}
      {talking && !transferring && (
        <>
          <DialPad onKey={press} />
          <p className="ml-quiet">
            {talk.pressed === ''
              ? 'The digits of your keyboard work, too.'
              : `Sent: ${talk.pressed}`}
          </p>
        </>
      )}
      {talk === null && (
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) {
              call(number);
            }
          }}
        >
          <TextField
            label="Number"
            value={number}
            onValue={onNumber}
            help="An extension, or a number such as +49 30 1234567"
            input={{ type: 'tel', autoComplete: 'off' }}
          />
          <DialPad onKey={(key) => onNumber(number + key)} />
          <div>
            <Button type="submit" isDisabled={!ready}>
              Call
            </Button>
          </div>
        </Form>
      )}
    </div>
  );
}
