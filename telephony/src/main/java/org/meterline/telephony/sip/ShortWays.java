package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.CallID;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.Expires;
import gov.nist.javax.sip.header.MaxForwards;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.ContactParser;
import gov.nist.javax.sip.parser.FromParser;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.parser.ToParser;
import gov.nist.javax.sip.parser.ViaParser;
import java.text.ParseException;
import java.util.Set;
import javax.sip.InvalidArgumentException;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * The stack's parser, which makes a lexer even for a number and looks for its parsers by
 * reflection, with short ways for the headers of nearly every message. What is not written as most
 * write it, or not right, is left to the stack.
 */
final class ShortWays extends StringMsgParser {
  /** In digits: of more, not all fit into an int. */
  private static final int LONGEST_NUMBER = 9;

  private static final Set<String> METHODS =
      Set.of(
          Request.INVITE,
          Request.ACK,
          Request.BYE,
          Request.CANCEL,
          Request.REGISTER,
          Request.OPTIONS,
          Request.PRACK,
          Request.UPDATE,
          Request.INFO);

  @Override
  protected void processHeader(
      String line, SIPMessage message, @Nullable ParseExceptionListener handler, byte[] all)
      throws ParseException {
    SIPHeader read = read(line);
    if (read == null) {
      super.processHeader(line, message, handler, all);
    } else {
      message.attachHeader(read, false);
    }
  }

  /** The header; null if there is no short way. */
  static @Nullable SIPHeader read(String line) {
    int colon = line.indexOf(": ");
    if (colon < 0) {
      return null;
    }
    try {
      return switch (line.substring(0, colon)) {
        case "Via" -> new ViaParser(line + "\n").parse();
        case "From" -> new FromParser(line + "\n").parse();
        case "To" -> new ToParser(line + "\n").parse();
        case "Contact" -> new ContactParser(line + "\n").parse();
        case "Call-ID" -> new CallID(line.substring(colon + 2).strip());
        case "CSeq" -> sequence(line.substring(colon + 2));
        case String name -> number(name, line.substring(colon + 2));
      };
    } catch (ParseException | InvalidArgumentException | RuntimeException e) {
      return null; // The stack finds the fault again, and tells of it.
    }
  }

  private static @Nullable SIPHeader number(String name, String value)
      throws InvalidArgumentException {
    if (!isNumber(value)) {
      return null;
    }
    return switch (name) {
      case "Max-Forwards" -> new MaxForwards(Integer.parseInt(value));
      case "Content-Length" -> new ContentLength(Integer.parseInt(value));
      case "Expires" -> expires(Integer.parseInt(value));
      default -> null;
    };
  }

  private static @Nullable SIPHeader sequence(String value) {
    int space = value.indexOf(' ');
    if (space < 0 || !isNumber(value.substring(0, space))) {
      return null;
    }
    String method = value.substring(space + 1);
    return METHODS.contains(method)
        ? new CSeq(Integer.parseInt(value.substring(0, space)), method)
        : null;
  }

  private static SIPHeader expires(int seconds) throws InvalidArgumentException {
    var expires = new Expires();
    expires.setExpires(seconds);
    return expires;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST_NUMBER;
  }
}
