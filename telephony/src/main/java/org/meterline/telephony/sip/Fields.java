package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.SIPHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.DateHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.guard.Prefix;
import org.meterline.telephony.media.Sdp;

/** What a message says, read from its fields. */
final class Fields {
  private Fields() {}

  /** The session description of a message, if it has one. */
  static @Nullable Sdp sdp(Message message) {
    Sdp described = Body.of(message).sdp();
    return described == null ? null : DescribedHosts.seenFrom(sourceAddress(message), described);
  }

  /** The transport a request came over, in lower case, whatever its Via says. */
  static String transport(Request request) {
    FlowChannel flow = FlowChannel.of(request);
    return flow == null ? "udp" : flow.getTransport().toLowerCase(Locale.ROOT);
  }

  /** What the flow is known by that a request came over; over UDP where it came from. */
  static String hop(Request request) {
    FlowChannel flow = FlowChannel.of(request);
    return flow == null ? source(request) : flow.flow().name();
  }

  /** The user parts of its Contacts, the most wanted first (RFC 3261, section 20.10). */
  static List<String> contacts(Message message) {
    List<ContactHeader> contacts = new ArrayList<>();
    for (var i = message.getHeaders(ContactHeader.NAME); i.hasNext(); ) {
      if (i.next() instanceof ContactHeader contact && !contact.isWildCard()) {
        contacts.add(contact);
      }
    }
    return contacts.stream()
        .sorted(Comparator.comparingDouble(Fields::wanted).reversed())
        .map(contact -> user(contact.getAddress().getURI()))
        .filter(user -> user != null && !user.isEmpty())
        .map(String::valueOf)
        .distinct()
        .toList();
  }

  /** How much it is wanted, from 0 to 1. */
  static float wanted(ContactHeader contact) {
    float q = contact.getQValue();
    return q < 0 ? 1 : q;
  }

  /** Address and port a message came from, IPv6 in brackets. */
  static String source(Message message) {
    return HostPort.of(sourceAddress(message), sourcePort(message)).toString();
  }

  /** The address that a message came from, or the /64 that it is in, as text. */
  static String sourcePrefix(Message message) {
    return Prefix.of(sourceAddress(message)).toString();
  }

  /** The same, to be compared with others. */
  static InetSocketAddress sourceSocket(Message message) {
    return new InetSocketAddress(sourceAddress(message), sourcePort(message));
  }

  /** What it calls the software it comes from; empty if it does not say. */
  static String userAgent(Message message) {
    return message.getHeader("User-Agent") instanceof SIPHeader agent
        ? agent.getHeaderValue().strip()
        : "";
  }

  /** The address it came from. */
  static InetAddress sourceAddress(Message message) {
    var sip = (gov.nist.javax.sip.message.SIPMessage) message;
    InetAddress address = sip.getPeerPacketSourceAddress();
    return address == null ? sip.getRemoteAddress() : address;
  }

  private static int sourcePort(Message message) {
    var sip = (gov.nist.javax.sip.message.SIPMessage) message;
    return sip.getPeerPacketSourceAddress() == null
        ? sip.getRemotePort()
        : sip.getPeerPacketSourcePort();
  }

  /** Text that would hide control characters, or is no UTF-8, stays as it is. */
  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      String plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      boolean odd = plain.chars().anyMatch(c -> Character.isISOControl(c) || c == '\uFFFD');
      return odd ? text : plain;
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  static String callId(Message message) {
    return ((CallIdHeader) message.getHeader(CallIdHeader.NAME)).getCallId();
  }

  static long sequence(Message message) {
    return ((CSeqHeader) message.getHeader(CSeqHeader.NAME)).getSeqNumber();
  }

  /** When its header Date says that it was made; null if it does not say (RFC 3261, 20.17). */
  static @Nullable Instant date(Message message) {
    return message.getHeader(DateHeader.NAME) instanceof DateHeader header
            && header.getDate() != null
        ? header.getDate().toInstant()
        : null;
  }

  /** Empty if there is none. */
  static String fromTag(Message message) {
    String tag = ((FromHeader) message.getHeader(FromHeader.NAME)).getTag();
    return tag == null ? "" : tag;
  }

  /** Empty if there is none. */
  static String toTag(Message message) {
    String tag = ((ToHeader) message.getHeader(ToHeader.NAME)).getTag();
    return tag == null ? "" : tag;
  }

  /** Header values of that name in order, each on its own. */
  static List<String> values(Message message, String name) {
    var values = new ArrayList<String>();
    for (var i = message.getHeaders(name); i.hasNext(); ) {
      if (i.next() instanceof SIPHeader header) {
        values.add(header.getHeaderValue());
      }
    }
    return values;
  }

  /** The words of such headers, with commas between, in lower case: option tags, methods. */
  static Set<String> tags(Message message, String name) {
    Set<String> tags = new HashSet<>();
    for (String value : values(message, name)) {
      for (String tag : value.split(",", -1)) {
        if (!tag.isBlank()) {
          tags.add(tag.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return tags;
  }

  /** The user part, without its escapes. */
  static @Nullable String user(URI uri) {
    if (uri instanceof SipURI sip) {
      String user = sip.getUser();
      return user == null ? null : unescaped(user);
    }
    String text = uri.toString();
    return text.startsWith("tel:") ? text.substring(4).replaceAll("[;].*", "") : null;
  }
}
