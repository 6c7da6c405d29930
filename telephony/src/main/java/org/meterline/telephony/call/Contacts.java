package org.meterline.telephony.call;

import java.util.List;

/** Where phones are reached now. Answers from memory at once. Safe for many threads. */
public interface Contacts {
  /** The targets of all current bindings of the account; empty if it is not registered. */
  List<Invitation.Target> of(Domain domain, String user);
}
