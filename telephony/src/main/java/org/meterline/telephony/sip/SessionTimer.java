package org.meterline.telephony.sip;

import java.text.ParseException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.SipException;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * How long a dialog lives without a sign of life (RFC 4028). One side refreshes it half-way, by
 * UPDATE where the far end takes that, else by re-INVITE; when nobody does, it is ended before its
 * time is over. Only with far ends that know of it. Owned by the leg's mailbox.
 */
final class SessionTimer {
  /** Nothing shorter may be asked for (section 5). */
  static final long SHORTEST = 90;

  private static final String EXPIRES = "Session-Expires";
  private static final Pattern SECONDS = Pattern.compile("^\\s*([0-9]{1,9})");
  private static final Pattern REFRESHER = Pattern.compile("(?i);\\s*refresher\\s*=\\s*(ua[cs])");

  private final SipLeg leg;
  private final Wire wire;
  private final long usual;
  private long minimum;
  private long seconds;
  private boolean ours;
  private boolean updates;
  private boolean refreshing;
  private @Nullable Future<?> refresh;
  private @Nullable Future<?> expiry;

  SessionTimer(SipLeg leg) {
    this.leg = leg;
    this.wire = leg.wire;
    this.usual = wire.settings.sessionExpires().toSeconds();
    this.minimum = wire.settings.sessionMinimum().toSeconds();
  }

  // --- What is asked of us

  /** 422 if the request asks for less than we take; null if not (section 9). */
  static @Nullable Response tooBrief(Wire wire, Request request) {
    long least = wire.settings.sessionMinimum().toSeconds();
    long wished = seconds(request, EXPIRES);
    if (wire.settings.sessionExpires().isZero() || wished == 0 || wished >= least) {
      return null;
    }
    if (!knows(request)) {
      return null; // it would not understand
    }
    Response no =
        Responses.refusal(422, request, Wire.tag(), "Sessions are not kept for so short a time");
    no.addHeader(Wire.header("Min-SE", Long.toString(least)));
    try {
      no.setReasonPhrase("Session Interval Too Small"); // the stack knows no 422
    } catch (ParseException e) {
      throw new IllegalStateException("a phrase is no phrase", e);
    }
    return no;
  }

  /** Whether the request within the dialog asks for too little; then it was told so. */
  boolean refuses(UasTransaction transaction) {
    Response no = tooBrief(wire, transaction.request());
    if (no != null) {
      leg.answer(transaction, no);
    }
    return no != null;
  }

  /** Says in the 2xx what is agreed, and goes by it from now on. */
  void answers(Request request, Response ok) {
    long wished = seconds(request, EXPIRES);
    boolean knows = knows(request);
    String method = request.getMethod();
    if (method.equals(Request.PRACK) || (leg.setUp() && method.equals(Request.UPDATE))) {
      return; // there is no session yet: what the INVITE's 2xx says is agreed
    }
    if (usual == 0 || (wished == 0 && !knows)) {
      stop();
      return;
    }
    long least = Math.max(minimum, seconds(request, "Min-SE"));
    long agreed = Math.max(usual, least);
    if (wished > 0) {
      agreed = wished > usual && usual >= least ? usual : wished;
    }
    String wish = refresher(request);
    boolean theirs = knows && !wish.equals("uas");
    ok.addHeader(Wire.header(EXPIRES, agreed + ";refresher=" + (theirs ? "uac" : "uas")));
    if (knows) {
      ok.addHeader(Wire.header("Require", "timer"));
    }
    start(agreed, !theirs, request);
  }

  // --- What we ask for

  /** Asks for a timer, or for the one there is. */
  void asks(Request request) {
    if (usual == 0) {
      return;
    }
    boolean first = Fields.toTag(request).isEmpty();
    if (!first && seconds == 0) {
      return;
    }
    long wished = Math.max(first ? usual : seconds, minimum);
    String who = first ? "" : ours ? ";refresher=uac" : ";refresher=uas";
    request.addHeader(Wire.header(EXPIRES, wished + who));
    request.addHeader(Wire.header("Min-SE", Long.toString(Math.max(minimum, SHORTEST))));
  }

  /** A 2xx says what is agreed. */
  void agreed(Response ok) {
    long agreed = seconds(ok, EXPIRES);
    if (usual == 0 || agreed == 0) {
      stop();
    } else {
      start(agreed, !refresher(ok).equals("uas"), ok);
    }
  }

  /** A 422 came: whether it names a time that was not asked for and is from now on. */
  boolean longer(Request refused, Response response) {
    long least = seconds(response, "Min-SE");
    minimum = Math.max(minimum, least);
    return seconds(refused, EXPIRES) < least;
  }

  // --- Time

  /** Who says less than anybody may is not refreshed all the time, nor ended after a second. */
  private void start(long said, boolean weRefresh, Message says) {
    stop();
    long agreed = Math.max(said, SHORTEST);
    seconds = agreed;
    ours = weRefresh;
    if (says.getHeader("Allow") != null) {
      updates = Fields.tags(says, "Allow").contains("update");
    }
    if (weRefresh) {
      refreshAfter(500 * agreed);
    }
    long margin = Math.min(32, agreed / 3);
    expiry = wire.after(1_000 * (agreed - margin), leg.mailbox, this::expired);
  }

  void stop() {
    cancel(refresh);
    cancel(expiry);
    refresh = null;
    expiry = null;
    seconds = 0;
  }

  private static void cancel(@Nullable Future<?> planned) {
    if (planned != null) {
      planned.cancel(false);
    }
  }

  private void refreshAfter(long millis) {
    refresh = wire.after(millis, leg.mailbox, this::refresh);
  }

  private void expired() {
    if (seconds > 0) {
      stop();
      leg.broken("The session was not refreshed in time");
    }
  }

  private void refresh() {
    SipDialog dialog = leg.confirmed();
    if (seconds == 0 || dialog == null || refreshing) {
      return;
    }
    refreshAfter(Math.max(2_000, 125 * seconds)); // should this one come to nothing
    if (!updates) {
      leg.offers.refresh();
      return;
    }
    try {
      Request update = dialog.next(Request.UPDATE);
      wire.introduce(update, dialog.transport(), dialog.peer());
      asks(update);
      refreshing = true;
      leg.answered(dialog);
      leg.ask(dialog, update, response -> refreshed(update, response));
    } catch (ParseException | SipException e) {
      refreshing = false;
    }
  }

  private void refreshed(Request update, @Nullable Response response) {
    refreshing = false;
    if (seconds == 0) {
      return; // it is over, or not kept in time any more
    }
    int status = response == null ? 408 : response.getStatusCode();
    if (response == null || status == 408 || status == 481) {
      leg.broken("The far end knows nothing of the call any more");
    } else if (status < 300) {
      SipDialog dialog = leg.confirmed();
      if (dialog != null) {
        dialog.refresh(response);
        leg.answered(dialog);
      }
      agreed(response);
    } else if (status == 422 && longer(update, response)) {
      refresh();
    } else if (status == 405 || status == 501) {
      updates = false;
      refresh();
    }
  }

  // --- What messages say

  private static boolean knows(Request request) {
    Set<String> supported = Fields.tags(request, "Supported");
    return supported.contains("timer") || Fields.tags(request, "Require").contains("timer");
  }

  /** 0 if it says nothing. */
  private static long seconds(Message message, String header) {
    for (String value : Fields.values(message, header)) {
      Matcher number = SECONDS.matcher(value);
      if (number.find()) {
        return Long.parseLong(number.group(1));
      }
    }
    return 0;
  }

  private static String refresher(Message message) {
    for (String value : Fields.values(message, EXPIRES)) {
      Matcher who = REFRESHER.matcher(value);
      if (who.find()) {
        return who.group(1).toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }
}
