package org.meterline.telephony.sip;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.SIPTransaction;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells which transactions a stack keeps. */
public final class KeptTransactions {
  private KeptTransactions() {}

  /** Each with its state and its request, as far as they are there. */
  public static List<String> of(SipEndpoint sip) {
    List<String> told = new ArrayList<>();
    try {
      Object running = value(SipEndpoint.class, "running", sip);
      var made = (Stack) value(running.getClass(), "stack", running);
      var stack = (SipStackImpl) made.provider().getSipStack();
      for (String table : List.of("clientTransactionTable", "serverTransactionTable")) {
        for (Object kept : ((Map<?, ?>) value(SIPTransactionStack.class, table, stack)).values()) {
          var transaction = (SIPTransaction) kept;
          told.add(
              "%s %s %s%n%s"
                  .formatted(
                      table,
                      transaction.getState(),
                      transaction.getBranch(),
                      transaction.getOriginalRequest()));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the stack keeps them otherwise", e);
    }
    return told;
  }

  /** Whether a final response to the INVITE of that Call-ID is waited for. */
  static boolean awaits(SipEndpoint sip, String callId) {
    return of(sip).stream()
        .anyMatch(
            each ->
                each.matches("(?s)clientTransactionTable (Calling|Proceeding) .*")
                    && callId.equals(RawPhone.header(each, "Call-ID"))
                    && String.valueOf(RawPhone.header(each, "CSeq")).endsWith(" INVITE"));
  }

  private static Object value(Class<?> type, String name, Object of)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
