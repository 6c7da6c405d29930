package org.meterline.telephony.sip;

import java.util.concurrent.CompletableFuture;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipListener;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;

/**
 * Stands before {@link Traffic} while that is being built: the stack wants a listener before it can
 * tell its ports. What comes earlier waits.
 */
final class Gate implements SipListener {
  private final CompletableFuture<SipListener> behind = new CompletableFuture<>();

  void open(SipListener listener) {
    behind.complete(listener);
  }

  @Override
  public void processRequest(RequestEvent event) {
    behind.join().processRequest(event);
  }

  @Override
  public void processResponse(ResponseEvent event) {
    behind.join().processResponse(event);
  }

  @Override
  public void processTimeout(TimeoutEvent event) {
    behind.join().processTimeout(event);
  }

  @Override
  public void processIOException(IOExceptionEvent event) {
    behind.join().processIOException(event);
  }

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {
    behind.join().processTransactionTerminated(event);
  }

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {
    behind.join().processDialogTerminated(event);
  }
}
