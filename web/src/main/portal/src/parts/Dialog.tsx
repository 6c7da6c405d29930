import { Button, Form, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useId, type ReactNode } from 'react';
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

/** A form in a dialog: Enter sends it, Escape leaves it, and while it is on the way it cannot be sent again. */
export function Dialog(props: Props) {
  const form = useId();
  const { busy, error, onSubmit } = props;
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
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) {
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
