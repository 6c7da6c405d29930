import { Button, Form, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { Fault } from './Fault';

interface Props {
  readonly title: string;
  readonly description?: ReactNode;
  readonly submit: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Fields say so themselves; what takes a file has a button in place of one. */
const WRONG = '[aria-invalid="true"], [data-wrong] button';

/**
 * Leads to what is wrong after a form was sent: to the first such field, else to the fault above the form. A long form
 * may have been scrolled away from both.
 */
function useWrongInView(form: string, sent: number, error: unknown) {
  useEffect(() => {
    const place = document.getElementById(form);
    const wrong = place?.querySelector<HTMLElement>(WRONG);
    if (wrong) {
      wrong.focus();
    } else if (place !== null && error !== null && error !== undefined) {
      place.scrollIntoView({ block: 'start' });
      // The button was switched off while the form was on its way, and lost the keyboard by that.
      if (document.activeElement === document.body) {
        place.focus();
      }
    }
  }, [form, sent, error]);
}

/** A form in a dialog: Enter sends it, Escape leaves it, and while it is on the way it cannot be sent again. */
export function Dialog(props: Props) {
  const form = useId();
  const { busy, error, onSubmit } = props;
  const [sent, setSent] = useState(0);
  useWrongInView(form, sent, error);
  // What is on its way is waited for: opened again, the form would send it once more.
  const close = () => {
    if (!busy) {
      props.onClose();
    }
  };
  return (
    <Modal isOpen variant="small" onClose={close} aria-label={props.title}>
      <ModalHeader
        title={props.title}
        description={props.description}
        {...(props.danger && { titleIconVariant: 'warning' as const })}
      />
      <ModalBody>
        <Form
          id={form}
          noValidate
          tabIndex={-1}
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) {
              setSent(sent + 1);
              onSubmit();
            }
          }}
        >
          <Fault error={error} />
          {props.children}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button
          type="submit"
          form={form}
          variant={props.danger ? 'danger' : 'primary'}
          isLoading={busy}
          isDisabled={busy}
        >
          {props.submit}
        </Button>
        <Button variant="link" isDisabled={busy} onClick={close}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
