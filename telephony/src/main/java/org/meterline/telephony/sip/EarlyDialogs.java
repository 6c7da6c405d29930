package org.meterline.telephony.sip;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Sdp;

/**
 * The dialogs that provisional responses to one INVITE began: one for each phone that a proxy on
 * the way has it ring at, told apart by To tag (RFC 3261, section 12.1.2). The first that describes
 * a session is heard, until it is told to be over (199, RFC 6228); then the next. Owned by the
 * leg's mailbox.
 */
final class EarlyDialogs {
  /** Who forks further has no early dialogs of it. */
  private static final int MOST = 16;

  /** With those that were over before others began. */
  private static final int MOST_EVER = 64;

  /** Says that we want to hear which of them are over. */
  static final String TAG = "199";

  /** That one is (RFC 6228). */
  static final int OVER = 199;

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
  static long number(Response response) {
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

  /** Its status, but that another one rings says nothing to who hears the first. */
  int status(Response response) {
    boolean another = heard != null && !heard.equals(Fields.toTag(response));
    int status = response.getStatusCode();
    return another && status != OVER ? Response.SESSION_PROGRESS : status;
  }

  /** The description that is to be heard from this response on; null if it changes nothing. */
  @Nullable Sdp heard(Response response) {
    String tag = Fields.toTag(response);
    if (response.getStatusCode() == OVER) {
      return afterwards(tag);
    }
    Sdp sdp = Fields.sdp(response);
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

  /** The next of those that have described themselves, if the one that is over was heard. */
  private @Nullable Sdp afterwards(String tag) {
    over.add(tag);
    if (!tag.equals(heard)) {
      return null;
    }
    heard = descriptions.keySet().stream().filter(t -> !over.contains(t)).findFirst().orElse(null);
    return heard == null ? null : descriptions.get(heard);
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
