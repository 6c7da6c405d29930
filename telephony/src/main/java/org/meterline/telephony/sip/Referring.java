package org.meterline.telephony.sip;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.SipException;
import javax.sip.address.URI;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;

/**
 * REFER within a dialog (RFC 3515): the far end asks us to call somebody, and hears by NOTIFY what
 * comes of it, unless it does not want to (RFC 4488). Owned by the leg's mailbox.
 */
final class Referring {
  static final String NO_SUBSCRIPTION = "norefersub";

  private static final System.Logger LOG = System.getLogger(Referring.class.getName());
  private static final Pattern ADDRESS = Pattern.compile("[^<]*<([^>]*)>.*|\\s*([^<>\\s;]+).*");
  private static final Pattern METHOD = Pattern.compile("(?i)[;]method=([^;?>]*)");

  /** In seconds: longer than anybody may ring. */
  private static final int LONGEST = 300;

  private final SipLeg leg;
  private final Wire wire;
  private long first;

  Referring(SipLeg leg) {
    this.leg = leg;
    this.wire = leg.wire;
  }

  void referred(Request request, UasTransaction transaction) {
    List<String> to = Fields.values(request, "Refer-To");
    Matcher address = ADDRESS.matcher(to.size() == 1 ? to.getFirst() : "");
    if (!address.matches()) {
      leg.refuse(transaction, 400, "REFER says once whom to call");
      return;
    }
    String text = address.group(1) == null ? address.group(2) : address.group(1);
    URI whom = address(text);
    String user = whom == null ? "" : Objects.requireNonNullElse(Fields.user(whom), "");
    String said = Replaces.in(text);
    // Our Contact has no user, and phones name the talk by it (RFC 5589, section 7).
    if (whom == null || (user.isEmpty() && said == null)) {
      leg.refuse(transaction, 416, "Only sip, sips and tel addresses with a user are called");
      return;
    }
    Matcher method = METHOD.matcher(text);
    if (method.find() && !method.group(1).equalsIgnoreCase(Request.INVITE)) {
      leg.refuse(transaction, 603, "Nothing but calls is made for others");
      return;
    }
    if (leg.confirmed() == null) {
      leg.refuse(transaction, 603, "Nobody is talking yet");
      return;
    }
    LegId replaced = null;
    boolean earlyOnly = false;
    if (said != null) {
      Optional<Replaces> replaces = Replaces.of(said);
      earlyOnly = replaces.isPresent() && replaces.get().earlyOnly();
      replaced = replaces.flatMap(wire.dialogs::replaced).orElse(null);
      if (replaced == null) {
        leg.refuse(transaction, 481, "The talk that is to be replaced is not known");
        return;
      }
    } else if (!wire.here.reaches(whom, leg.domain(), Callers.from(request), to(request))) {
      leg.refuse(transaction, 404, "This domain is not served for you");
      return;
    }
    leg.tell(new Signalling.Event.Referred(new Asked(transaction, user, replaced, earlyOnly)));
  }

  private static URI to(Request request) {
    return ((ToHeader) request.getHeader(ToHeader.NAME)).getAddress().getURI();
  }

  private @Nullable URI address(String text) {
    int headers = text.indexOf('?');
    try {
      URI uri = wire.uri(headers < 0 ? text : text.substring(0, headers));
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      return List.of("sip", "sips", "tel").contains(scheme) ? uri : null;
    } catch (ParseException e) {
      return null;
    }
  }

  private final class Asked implements Signalling.Referral {
    private final UasTransaction transaction;
    private final String to;
    private final @Nullable LegId replaces;
    private final boolean earlyOnly;
    private final long number;
    private boolean silent;
    private boolean over;

    Asked(UasTransaction transaction, String to, @Nullable LegId replaces, boolean earlyOnly) {
      this.transaction = transaction;
      this.to = to;
      this.replaces = replaces;
      this.earlyOnly = earlyOnly;
      this.number = Fields.sequence(transaction.request());
    }

    @Override
    public String to() {
      return to;
    }

    @Override
    public @Nullable LegId replaces() {
      return replaces;
    }

    @Override
    public boolean earlyOnly() {
      return earlyOnly;
    }

    @Override
    public @Nullable String by() {
      List<String> by = Fields.values(transaction.request(), "Referred-By");
      return by.isEmpty() ? null : by.getFirst();
    }

    @Override
    public void refuse(int status, String reason) {
      leg.mailbox.post(() -> leg.refuse(transaction, status, reason));
    }

    @Override
    public void accept() {
      leg.mailbox.post(this::acceptNow);
    }

    private void acceptNow() {
      Request request = transaction.request();
      silent = Fields.tags(request, "Refer-Sub").contains("false");
      Response accepted = Responses.response(202, request, Wire.tag());
      accepted.addHeader(
          wire.contactHeader(
              wire.contact(Fields.transport(request), Fields.sourceAddress(request))));
      if (silent) {
        accepted.addHeader(Wire.header("Refer-Sub", "false"));
      }
      leg.answer(transaction, accepted);
      if (first == 0) {
        first = number;
      }
      tell(100, "Trying", false);
    }

    @Override
    public void rings() {
      leg.mailbox.post(() -> tell(180, "Ringing", false));
    }

    @Override
    public void over(int status, String reason) {
      leg.mailbox.post(() -> tell(status, status < 300 ? "OK" : reason, true));
    }

    /** One line of a response says what came of it (RFC 3515, section 2.4.5). */
    private void tell(int status, String reason, boolean last) {
      SipDialog dialog = leg.established();
      if (over || silent || dialog == null) {
        return;
      }
      over = last;
      try {
        Request notify = dialog.next(Request.NOTIFY);
        notify.addHeader(wire.contactHeader(wire.contact(dialog.transport(), dialog.peer())));
        // The first may go without a number, and some phones want it so.
        notify.addHeader(Wire.header("Event", number == first ? "refer" : "refer;id=" + number));
        notify.addHeader(
            Wire.header(
                "Subscription-State",
                last ? "terminated;reason=noresource" : "active;expires=" + LONGEST));
        ContentTypeHeader type = wire.headers.createContentTypeHeader("message", "sipfrag");
        type.setParameter("version", "2.0");
        String plain = reason.replaceAll("\\p{Cntrl}", " ");
        notify.setContent(
            ("SIP/2.0 " + status + " " + plain + "\r\n").getBytes(StandardCharsets.UTF_8), type);
        leg.ask(dialog, notify, this::heard);
      } catch (ParseException | SipException e) {
        LOG.log(System.Logger.Level.INFO, "leg {0}: no NOTIFY: {1}", leg.id(), e.getMessage());
      }
    }

    /** Who does not want to hear more is told no more. */
    private void heard(@Nullable Response response) {
      over |= response == null || response.getStatusCode() >= 300;
    }
  }
}
