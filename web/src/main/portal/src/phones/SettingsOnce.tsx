import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import type { Phone } from '../api/shapes';
import { CopyText } from '../parts/CopyText';
import { Facts } from '../parts/Facts';
import { useServer } from './server';

interface Props {
  readonly phone: Phone;
  readonly password: string;
  readonly onClose: () => void;
}

/** What to type into the phone, with the password that is never shown again. */
export function SettingsOnce({ phone, password, onClose }: Props) {
  const server = useServer();
  return (
    <Modal isOpen variant="small" aria-label={`Settings of phone ${phone.user}`}>
      <ModalHeader
        title={`Settings of phone ${phone.user}`}
        description="Type these into the SIP phone or the softphone."
      />
      <ModalBody>
        <Facts
          columns={1}
          of={[
            ['User', <CopyText key="user" text={phone.user} what="user" />],
            ['Password', <CopyText key="password" text={password} what="password" />],
            ['Domain', <CopyText key="domain" text={server.domain} what="domain" />],
            ['Server', <CopyText key="server" text={server.udpTcp} what="server" />],
            ['Transport', 'UDP or TCP'],
            server.tls !== null && [
              'Server for TLS',
              <CopyText key="tls" text={server.tls} what="server for TLS" />,
            ],
          ]}
        />
        <Alert
          className="ml-above"
          variant="warning"
          isInline
          isPlain
          component="p"
          title="The password is shown only this once. A new one can be made at any time."
        />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>I have noted it</Button>
      </ModalFooter>
    </Modal>
  );
}
