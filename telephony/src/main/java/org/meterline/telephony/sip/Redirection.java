package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.header.SIPHeader;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sip.address.URI;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * Whom a call was for before it was sent on to us: who diverted it last (Diversion, RFC 5806), else
 * who was called first (History-Info, RFC 7044). Who is not to be known is left out.
 */
final class Redirection {
  private Redirection() {}

  /** The user part; null when the call was not sent on, or nobody is to know by whom. */
  static @Nullable String of(Request request) {
    List<Contact> diversions = entries(request, "Diversion");
    if (!diversions.isEmpty()) {
      Contact latest = diversions.getFirst();
      String secret = latest.getParameter("privacy");
      return "full".equalsIgnoreCase(secret) || "uri".equalsIgnoreCase(secret)
          ? null
          : user(latest);
    }
    List<Contact> history = entries(request, "History-Info");
    if (history.size() < 2) {
      return null; // one entry is the call as it was made
    }
    for (Contact entry : history) {
      if ("1".equals(entry.getParameter("index"))) {
        String uri = entry.getAddress().getURI().toString();
        return uri.toLowerCase(Locale.ROOT).contains("privacy=") ? null : user(entry);
      }
    }
    return null;
  }

  private static @Nullable String user(Contact entry) {
    URI uri = entry.getAddress().getURI();
    String user = Fields.user(uri);
    return user == null || user.isEmpty() ? null : user.replaceAll(";.*", "");
  }

  /** The header's entries in order, on one line or on several; Contact has the same grammar. */
  private static List<Contact> entries(Request request, String name) {
    List<Contact> entries = new ArrayList<>();
    for (String value : Fields.values(request, name)) {
      try {
        SIPHeader parsed = Wire.parse("Contact: " + value + "\n");
        if (parsed instanceof ContactList list) {
          list.forEach(entries::add);
        } else if (parsed instanceof Contact one) {
          entries.add(one);
        }
      } catch (ParseException | RuntimeException e) {
        return List.of(); // what cannot be read says nothing
      }
    }
    return entries;
  }
}
