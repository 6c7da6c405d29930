package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.ExtensionHeaderImpl;
import gov.nist.javax.sip.header.ExtensionHeaderList;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.parser.HeaderParser;
import gov.nist.javax.sip.parser.ParserFactory;
import java.util.List;

/**
 * Reads Identity headers, short {@code y} (RFC 8224, section 4): of headers that it does not know
 * the stack keeps the first one of a name, and of these there may be several. Public, with this
 * constructor, because the stack makes it by its class.
 */
public final class IdentityParser extends HeaderParser {
  static final String NAME = "Identity";

  /**
   * @param line the whole header
   */
  public IdentityParser(String line) {
    super(line);
    this.line = line;
  }

  private final String line;

  /** Has the stack read them so. */
  static void register() {
    ParserFactory.addToParserTable("identity", IdentityParser.class);
    ParserFactory.addToParserTable("y", IdentityParser.class);
  }

  @Override
  public SIPHeader parse() {
    return headers(List.of(line.substring(line.indexOf(':') + 1).strip()));
  }

  /** One header for each value, to be sent. */
  static ExtensionHeaderList headers(List<String> values) {
    var list = new ExtensionHeaderList(NAME);
    for (String value : values) {
      var header = new ExtensionHeaderImpl(NAME);
      header.setValue(value);
      list.add(header);
    }
    return list;
  }
}
