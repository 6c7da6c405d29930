package org.meterline.telephony.sip;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.MessageParser;
import gov.nist.javax.sip.parser.MessageParserFactory;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stack's parsers, behind a guard: whatever a message does to the parser, it counts as a
 * message that cannot be read. An upstream fix of 2023, later than the 1.3.0-91 in use, reports a
 * stack overflow in a parser that ends the only thread that reads from UDP. We could not bring one
 * about; the guard catches whatever a parser throws. Public, with a constructor without arguments,
 * because the stack makes it by name.
 */
public final class GuardedParsers implements MessageParserFactory {
  // The stack makes the factory itself; its name is all that connects the two.
  private static final Map<String, SipCounters> COUNTERS = new ConcurrentHashMap<>();

  static void count(String stackName, SipCounters counters) {
    COUNTERS.put(stackName, counters);
  }

  static void forget(String stackName) {
    COUNTERS.remove(stackName);
  }

  @Override
  public MessageParser createMessageParser(SIPTransactionStack stack) {
    SipCounters counters =
        COUNTERS.getOrDefault(((javax.sip.SipStack) stack).getStackName(), new SipCounters());
    return new Guarded(new StringMsgParser(), counters);
  }

  record Guarded(MessageParser parser, SipCounters counters) implements MessageParser {
    @Override
    public SIPMessage parseSIPMessage(
        byte[] bytes, boolean readBody, boolean strict, ParseExceptionListener handler)
        throws ParseException {
      try {
        return parser.parseSIPMessage(bytes, readBody, strict, handler);
      } catch (ParseException e) {
        counters.malformed.increment();
        throw e;
      } catch (RuntimeException | StackOverflowError e) {
        counters.malformed.increment();
        throw new ParseException("cannot be read: " + e.getClass().getSimpleName(), 0);
      }
    }
  }
}
