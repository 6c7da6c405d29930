package org.meterline.telephony.sip;

import java.text.ParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling.Event.Progress;
import org.meterline.telephony.media.Sdp;

/**
 * The dialogs that provisional responses to one INVITE began: one for each phone that a proxy on
 * the way has it ring at, told apart by To tag (RFC 3261, section 12.1.2). The first that describes
 * a session is heard, until it is told to be over (199, RFC 6228); then the next, or that the
 * others ring. Owned by the leg's mailbox.
 */
final class EarlyDialogs {
  private static final System.Logger LOG = System.getLogger(EarlyDialogs.class.getName());

  /** Who forks further has no early dialogs of it. */
  private static final int MOST = 16;

  /** With those that were over before others began. */
  private static final int MOST_EVER = 64;

  /** Says that we want to hear which of them are over. */
  static final String TAG = String.valueOf(Progress.OVER);

  private static final Pattern NUMBER = Pattern.compile("^\\s*([0-9]{1,10})\\s*$");

  private static final class Early {
    final SipDialog dialog;
    long number;

    Early(SipDialog dialog) {
      this.dialog = dialog;
    }
  }

  private final Map<String, Early> dialogs = new HashMap<>();
  private final Map<String, Sdp> descriptions = new LinkedHashMap<>();
  private final Set<String> over = new HashSet<>();
  private @Nullable String heard;

  /** What a response that must be confirmed is numbered; 0 if it need not be (RFC 3262). */
  private static long number(Response response) {
    if (!Fields.tags(response, "Require").contains(Reliable.TAG)) {
      return 0;
    }
    for (String value : Fields.values(response, "RSeq")) {
      Matcher number = NUMBER.matcher(value);
      if (number.matches()) {
        return Long.parseLong(number.group(1));
      }
    }
    return 0;
  }

  /**
   * A provisional response came in this dialog.
   *
   * @return the dialog as it is known; null if the response is not to be taken: it comes again, or
   *     before one that got lost (RFC 3262, section 4), or there are too many
   */
  @Nullable SipDialog progressed(Response response, SipDialog fresh) {
    String tag = fresh.remoteTag();
    Early early = dialogs.get(tag);
    if (early == null) {
      if (dialogs.size() - over.size() >= MOST || dialogs.size() >= MOST_EVER) {
        return null;
      }
      early = new Early(fresh);
      dialogs.put(tag, early);
    }
    long number = number(response);
    if (number > 0) {
      if (early.number > 0 && number != early.number + 1) {
        return null;
      }
      early.number = number;
    }
    early.dialog.refresh(response);
    return early.dialog;
  }

  /** PRACK of the leg's, if the response is to be confirmed (RFC 3262, section 4). */
  static void confirm(Response response, SipDialog with, OutgoingLeg leg) {
    long number = number(response);
    if (number == 0) {
      return;
    }
    try {
      Request prack = with.next(Request.PRACK);
      prack.addHeader(
          Wire.header("RAck", number + " " + Fields.sequence(response) + " " + Request.INVITE));
      leg.ask(with, prack, reply -> {});
      if (Fields.sdp(response) != null) {
        leg.agreedEarly();
      }
    } catch (ParseException | SipException e) {
      LOG.log(System.Logger.Level.INFO, "leg {0}: no PRACK: {1}", leg.id(), e.getMessage());
    }
  }

  /**
   * What the response says of the leg: that another one rings says nothing to who hears the first,
   * nor that one is over that is not heard.
   */
  List<Progress> told(Response response) {
    String tag = Fields.toTag(response);
    if (response.getStatusCode() == Progress.OVER) {
      return afterwards(tag);
    }
    boolean another = heard != null && !heard.equals(tag);
    int status = another ? Response.SESSION_PROGRESS : response.getStatusCode();
    return List.of(new Progress(status, heard(tag, Fields.sdp(response))));
  }

  private @Nullable Sdp heard(String tag, @Nullable Sdp sdp) {
    if (sdp == null) {
      return null;
    }
    over.remove(tag);
    descriptions.put(tag, sdp);
    if (heard == null) {
      heard = tag;
    }
    return heard.equals(tag) ? sdp : null;
  }

  /**
   * If the one that is over was heard, the next of those that have described themselves is; if none
   * has, those that are left ring as if it had never been.
   */
  private List<Progress> afterwards(String tag) {
    over.add(tag);
    if (!tag.equals(heard)) {
      return List.of();
    }
    heard = descriptions.keySet().stream().filter(t -> !over.contains(t)).findFirst().orElse(null);
    var next = new Progress(Progress.OVER, heard == null ? null : descriptions.get(heard));
    return next.isSilence() && !over.containsAll(dialogs.keySet())
        ? List.of(next, new Progress(Response.RINGING, null))
        : List.of(next);
  }

  /**
   * What the dialog of a 2xx was described as before; that stands when the 2xx itself describes
   * nothing (RFC 3261, section 13.2.1; RFC 6337, section 3.1). Who tags no provisional response is
   * taken to have meant this dialog.
   */
  @Nullable Sdp description(Response response) {
    Sdp sdp = descriptions.get(Fields.toTag(response));
    return sdp == null ? descriptions.get("") : sdp;
  }

  /** The dialog that a request of the far end belongs to. */
  @Nullable SipDialog of(Request request) {
    Early early = dialogs.get(Fields.fromTag(request));
    return early != null && early.dialog.identity().callId().equals(Fields.callId(request))
        ? early.dialog
        : null;
  }

  /** The dialog that a 2xx makes of an early one: its requests are counted on. */
  SipDialog confirmed(SipDialog fresh) {
    Early early = dialogs.get(fresh.remoteTag());
    if (early != null) {
      fresh.continues(early.dialog);
    }
    return fresh;
  }
}
