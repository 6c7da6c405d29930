package org.meterline.telephony.sip;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.FuzzedLeg;

/** What one of {@link FuzzedPhone}'s dialogs is known by, and how far it is. */
final class FuzzedDialog {
  private static final Pattern CONTACT = Pattern.compile("(?im)^Contact:[^<\r]*<([^>\r]+)>");
  private static final Pattern TAG = Pattern.compile(";tag=([^;>\\s]+)");

  /** After it was asked so often whether it may be forgotten, it may. */
  private static final int PATIENCE = 40;

  private final String callId;
  private final String ours;
  private final String theirs;
  final String target;
  final boolean weCalled;
  @Nullable FuzzedLeg leg;

  /** Of the last request that we sent. */
  int number;

  String tag = "";
  boolean confirmed;
  boolean replaces;
  boolean offersNothing;

  /** Our INVITE. */
  @Nullable String sent;

  /** Theirs, as long as it is not answered; and the last one that came. */
  @Nullable String invite;

  @Nullable String lastInvite;

  /** What it was answered with. */
  @Nullable String said;

  private int asked;

  /**
   * @param ours the value of From in our requests
   * @param theirs of To
   * @param target where requests go to; empty if it is not known
   */
  FuzzedDialog(String callId, String ours, String theirs, String target, boolean weCalled) {
    this.callId = callId;
    this.ours = ours;
    this.theirs = theirs;
    this.target = target;
    this.weCalled = weCalled;
  }

  String callId() {
    return callId;
  }

  String ours() {
    return ours;
  }

  String theirs() {
    return theirs;
  }

  /** The same as a response to our INVITE tells it. */
  FuzzedDialog with(String response) {
    String contact = uri(response);
    var known =
        new FuzzedDialog(
            callId,
            String.valueOf(RawPhone.header(response, "From")),
            String.valueOf(RawPhone.header(response, "To")),
            contact.isEmpty() ? target : contact,
            true);
    known.leg = leg;
    known.number = Math.max(number, number(response));
    known.confirmed = confirmed;
    known.replaces = replaces;
    known.offersNothing = offersNothing;
    known.sent = sent;
    known.asked = asked;
    return known;
  }

  /** The one in CSeq. */
  static int number(String response) {
    String cseq = String.valueOf(RawPhone.header(response, "CSeq"));
    Matcher digits = Pattern.compile("^\\d{1,9}").matcher(cseq);
    return digits.find() ? Integer.parseInt(digits.group()) : 0;
  }

  /** Where Contact leads to, or nothing. */
  static String uri(String message) {
    Matcher contact = CONTACT.matcher(message);
    return contact.find() ? contact.group(1) : "";
  }

  /** It as Replaces names it to them. */
  String replaced() {
    return callId + ";to-tag=" + tagOf(theirs) + ";from-tag=" + tagOf(ours);
  }

  private static String tagOf(String address) {
    Matcher found = TAG.matcher(address);
    return found.find() ? found.group(1) : "none";
  }

  /** Whether nothing has become of it for long; asked whenever there is no room. */
  boolean isStale() {
    return ++asked > PATIENCE;
  }
}
