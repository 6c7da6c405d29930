package org.meterline.telephony.sip;

import gov.nist.javax.sip.stack.DatagramQueuedMessageDispatch;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.UDPMessageProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.util.OptionalLong;

/** The stack's own UDP, whose queue can be looked at. */
final class Datagrams extends UDPMessageProcessor {
  Datagrams(InetAddress address, SIPTransactionStack stack, int port) throws IOException {
    super(address, stack, port);
  }

  /** When the oldest packet came that waits to be read, in milliseconds of the wall clock. */
  OptionalLong oldest() {
    DatagramQueuedMessageDispatch first = messageQueue.peek();
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.getReceptionTime());
  }
}
