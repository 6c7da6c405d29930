package org.meterline.telephony.sip;

import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** That of an INVITE or a CANCEL, which the stack keeps; all others are {@link KeptAnswers}. */
record StackTransaction(ServerTransaction kept) implements UasTransaction {
  @Override
  public Request request() {
    return kept.getRequest();
  }

  @Override
  public boolean respond(Response response) {
    try {
      kept.sendResponse(response);
      return true;
    } catch (SipException | InvalidArgumentException e) {
      return false;
    }
  }
}
