package org.meterline.telephony.sip;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Signalling.Event;

/**
 * A REFER of ours within a dialog (RFC 3515): the far end is asked to call somebody by itself, and
 * says by NOTIFY what comes of it. One at a time. Owned by the leg's mailbox.
 */
final class Transferring {
  private static final System.Logger LOG = System.getLogger(Transferring.class.getName());

  /** In milliseconds: longer than anybody rings. */
  private static final long PATIENCE = 200_000;

  private static final Pattern FRAGMENT =
      Pattern.compile("\\s*SIP/2\\.0 ([1-6][0-9]{2})(?: ([^\r\n]*))?.*", Pattern.DOTALL);

  private final SipLeg leg;
  private final Wire wire;
  private boolean open;
  private @Nullable Future<?> patience;

  Transferring(SipLeg leg) {
    this.leg = leg;
    this.wire = leg.wire;
  }

  /**
   * @param to a SIP URI
   * @param replaces the dialog there that is to be replaced, as we have it; null for none
   */
  void refer(String to, @Nullable DialogIdentity replaces) {
    SipDialog dialog = leg.confirmed();
    if (open || dialog == null) {
      leg.tell(new Event.ReferTold(491, "Another transfer goes on, or nobody is there"));
      return;
    }
    open = true;
    try {
      Request refer = dialog.next(Request.REFER);
      refer.addHeader(wire.contactHeader(wire.contact(dialog.transport(), dialog.peer())));
      refer.addHeader(Wire.header("Refer-To", "<" + target(to, replaces) + ">"));
      refer.addHeader(Wire.header("Referred-By", dialog.identity().localUri()));
      patience = wire.after(PATIENCE, leg.mailbox, () -> over(408, "It does not say what came"));
      leg.ask(dialog, refer, this::replied);
    } catch (ParseException | SipException e) {
      LOG.log(System.Logger.Level.INFO, "leg {0}: no REFER: {1}", leg.id(), e.getMessage());
      over(503, "The far end cannot be reached");
    }
  }

  /** With the tags as who is called has them (RFC 3891, section 3): theirs first. */
  private static String target(String to, @Nullable DialogIdentity replaces) {
    String plain = to.replaceAll("[<>?\\p{Cntrl}].*", "");
    if (replaces == null) {
      return plain;
    }
    String value =
        replaces.callId() + ";to-tag=" + replaces.remoteTag() + ";from-tag=" + replaces.localTag();
    return plain
        + "?Replaces="
        + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private void replied(@Nullable Response response) {
    if (response == null) {
      over(408, "The far end does not answer");
    } else if (response.getStatusCode() >= 300) {
      over(response.getStatusCode(), Reasons.of(response, "Refused"));
    }
  }

  /** NOTIFY came; it may come before REFER is answered. */
  void notified(Request request, UasTransaction transaction) {
    var event = Fields.values(request, "Event");
    if (event.size() != 1 || !event.getFirst().toLowerCase(Locale.ROOT).matches("refer\\b.*")) {
      leg.refuse(transaction, 489, "Nothing is told here but of transfers");
      return;
    }
    if (!open) {
      leg.refuse(transaction, 481, "Nobody asked for that");
      return;
    }
    leg.accept(transaction);
    byte[] body = request.getRawContent();
    Matcher fragment =
        FRAGMENT.matcher(body == null ? "" : new String(body, StandardCharsets.UTF_8));
    int status = fragment.matches() ? Integer.parseInt(fragment.group(1)) : 0;
    String phrase = status == 0 || fragment.group(2) == null ? "" : fragment.group(2);
    if (status >= 200) {
      over(status, phrase);
    } else if (ends(request)) {
      over(487, "It tells no more");
    } else if (status > 0) {
      leg.tell(new Event.ReferTold(status, phrase));
    }
  }

  private static boolean ends(Request request) {
    var state = Fields.values(request, "Subscription-State");
    return !state.isEmpty() && state.getFirst().toLowerCase(Locale.ROOT).startsWith("terminated");
  }

  private void over(int status, String reason) {
    if (open) {
      close();
      leg.tell(new Event.ReferTold(status, reason));
    }
  }

  /** The dialog is over: nothing more is told. */
  void close() {
    open = false;
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
  }
}
