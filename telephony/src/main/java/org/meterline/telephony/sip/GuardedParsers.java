package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.CallID;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.From;
import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.StatusLine;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.MessageParser;
import gov.nist.javax.sip.parser.MessageParserFactory;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sip.address.SipURI;
import org.jspecify.annotations.Nullable;

/**
 * The stack's parsers, behind a guard: whatever a message does to the parser, it counts as a
 * message that cannot be read. A request comes out even so, as {@link UnfitRequest}, for us to
 * answer with a Reason, which the stack would not give; what cannot be answered is dropped. An
 * upstream fix of 2023, later than the 1.3.0-91 in use, reports a stack overflow in a parser that
 * ends the only thread that reads from UDP. We could not bring one about; the guard catches
 * whatever a parser throws. Public, with a constructor without arguments, because the stack makes
 * it by name.
 */
public final class GuardedParsers implements MessageParserFactory {
  private static final System.Logger LOG = System.getLogger(GuardedParsers.class.getName());

  /** What no message can do without. */
  private static final Set<Class<?>> NEEDED =
      Set.of(
          RequestLine.class,
          StatusLine.class,
          Via.class,
          From.class,
          To.class,
          CallID.class,
          CSeq.class,
          ContentLength.class);

  private static final StackWalker STACK = StackWalker.getInstance();

  // The stack makes the factory itself; its name is all that connects the two.
  private static final Map<String, Malformed> COUNTED = new ConcurrentHashMap<>();

  static {
    IdentityParser.register();
  }

  static void count(String stackName, Malformed malformed) {
    COUNTED.put(stackName, malformed);
  }

  static void forget(String stackName) {
    COUNTED.remove(stackName);
  }

  @Override
  public MessageParser createMessageParser(SIPTransactionStack stack) {
    String name = ((javax.sip.SipStack) stack).getStackName();
    Malformed malformed = COUNTED.get(name);
    if (malformed == null) {
      throw new IllegalStateException("no stack of ours is called " + name);
    }
    return new Guarded(new ShortWays(), malformed);
  }

  /**
   * A header cannot be read. Instead of the connection's own handler, which would answer for us and
   * close the connection.
   */
  private static void unread(
      ParseException why, SIPMessage message, @Nullable Class<?> header, String text, String all)
      throws ParseException {
    if (header != null && NEEDED.contains(header)) {
      throw why;
    }
    message.addUnparsed(text);
  }

  record Guarded(MessageParser parser, Malformed malformed) implements MessageParser {
    @Override
    public @Nullable SIPMessage parseSIPMessage(
        byte[] bytes, boolean readBody, boolean strict, @Nullable ParseExceptionListener handler) {
      if (handler == null) {
        return isForgetting() ? null : parse(bytes, readBody, strict);
      }
      SIPMessage message = parse(bytes, readBody, strict);
      return message instanceof SIPRequest request && !goesBack(request) ? null : message;
    }

    /**
     * The stack reads only datagrams by itself, and would let the topmost Via say where the answer
     * goes: over any transport, also one that we do not have, to any host. It goes back over UDP to
     * where the request came from (RFC 3261, section 18.2.2, without its multicast).
     */
    private boolean goesBack(SIPRequest request) {
      Via via = request.getTopmostVia();
      via.removeParameter(Via.MADDR);
      via.removeParameter(Via.RECEIVED);
      boolean back = via.getTransport().equalsIgnoreCase("UDP");
      if (!back) {
        malformed.count();
        malformed.nobodys("a datagram whose Via names another transport cannot be answered");
      }
      return back;
    }

    /**
     * The stack keeps a request as octets until its transaction ends, and parses it then once more,
     * only to drop it: SIP*TransactionImpl.cleanUp* do well without.
     */
    private static boolean isForgetting() {
      return STACK
          .walk(
              frames ->
                  frames.skip(2).findFirst().filter(f -> f.getMethodName().startsWith("cleanUp")))
          .isPresent();
    }

    /** The parser takes it, and writes brackets around it. */
    private static boolean lacksBrackets(SIPRequest request, byte[] bytes) {
      if (!(request.getRequestURI() instanceof SipURI sip)
          || sip.getHost() == null
          || !sip.getHost().startsWith("[")) {
        return false;
      }
      String text = new String(bytes, StandardCharsets.UTF_8).stripLeading();
      return UnfitRequest.lacksBrackets(sip, text.lines().findFirst().orElse(""));
    }

    @Nullable SIPMessage parse(byte[] bytes, boolean readBody, boolean strict) {
      try {
        SIPMessage message =
            parser.parseSIPMessage(bytes, readBody, strict, GuardedParsers::unread);
        if (!(message instanceof SIPRequest request)
            || (UnfitRequest.fits(request) && !lacksBrackets(request, bytes))) {
          if (message != null) {
            message.setApplicationData(new AsItCame(bytes));
          }
          return message;
        }
      } catch (ParseException | RuntimeException | StackOverflowError e) {
        LOG.log(System.Logger.Level.DEBUG, "a message cannot be read", e);
      }
      malformed.count();
      UnfitRequest request = UnfitRequest.of(bytes, readBody);
      if (request == null) {
        malformed.nobodys("a message of " + bytes.length + " bytes cannot be answered");
      }
      return request;
    }
  }
}
