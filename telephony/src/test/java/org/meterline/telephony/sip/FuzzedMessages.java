package org.meterline.telephony.sip;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.FuzzedLeg;

/** The messages of a {@link FuzzedPhone}, valid as a whole if not in each number. */
final class FuzzedMessages {
  private final String name;
  private final String domain;
  private final int port;
  private final Random random;
  private int minted;

  /**
   * @param name the phone's user part
   * @param port the phone's
   */
  FuzzedMessages(String name, String domain, int port, Random random) {
    this.name = name;
    this.domain = domain;
    this.port = port;
    this.random = random;
  }

  /** Such as nobody had before. */
  String mint() {
    return "f" + Integer.toHexString(random.nextInt()) + "x" + minted++;
  }

  /** A dialog with somebody, of which nothing was sent yet. */
  FuzzedDialog begun(String to) {
    String ours = "<sip:" + name + "@" + domain + ">;tag=" + mint();
    return new FuzzedDialog(mint(), ours, "<sip:" + to + "@" + domain + ">", "", true);
  }

  String request(String method, String uri, FuzzedDialog of, int number, String more, String body) {
    return RawPhone.lines(
            method + " " + uri + " SIP/2.0",
            "Via: SIP/2.0/UDP 127.0.0.1:" + port + ";rport;branch=z9hG4bK" + mint(),
            "Max-Forwards: 70",
            "From: " + of.ours(),
            "To: " + of.theirs(),
            "Call-ID: " + of.callId(),
            "CSeq: " + number + " " + method,
            contact())
        + more
        + (body.isEmpty() ? "" : RawPhone.lines("Content-Type: application/sdp"))
        + RawPhone.lines("Content-Length: " + body.length(), "")
        + body;
  }

  /** The next request of a dialog; now and then with a wrong number. */
  String next(String method, FuzzedDialog by, String more, String body) {
    by.number += method.equals("ACK") ? 0 : 1;
    int wrong = random.nextInt(10) == 0 ? random.nextInt(5) - 3 : 0;
    String uri = by.target.isEmpty() ? "sip:" + domain : by.target;
    return request(method, uri, by, Math.max(0, by.number + wrong), more, body);
  }

  private String timed() {
    return RawPhone.lines(
        "Supported: timer",
        "Session-Expires: "
            + List.of("90", "90;refresher=uas", "1800;refresher=uac", "1").get(random.nextInt(4)));
  }

  /**
   * @param other whose place is to be taken there; null for nobody's
   */
  String referTo(String elsewhere, @Nullable FuzzedDialog other) {
    String replaces =
        other == null
            ? ""
            : "?Replaces=" + other.replaced().replace(";", "%3B").replace("=", "%3D");
    return RawPhone.lines("Refer-To: <sip:" + elsewhere + "@" + domain + replaces + ">");
  }

  /**
   * A request of any kind in a dialog.
   *
   * @param varied the description with something changed
   * @param refer the header of a REFER
   */
  String something(FuzzedDialog by, String sdp, String varied, String refer) {
    return switch (random.nextInt(12)) {
      case 0 -> next("BYE", by, "", "");
      case 1, 2 -> next("INVITE", by, timed(), random.nextInt(6) == 0 ? "" : varied);
      case 3, 4 -> next("UPDATE", by, timed(), random.nextBoolean() ? varied : "");
      case 5 -> next("PRACK", by, RawPhone.lines("RAck: 1 " + by.number + " INVITE"), "");
      case 6, 7 -> next("REFER", by, refer, "");
      case 8 ->
          next(
              "INFO",
              by,
              RawPhone.lines("X-Digit: 5"),
              random.nextBoolean() ? "" : "Signal=5\r\nDuration=160\r\n");
      case 9 ->
          next(
              "NOTIFY",
              by,
              RawPhone.lines("Event: refer", "Subscription-State: active"),
              "SIP/2.0 200 OK\r\n");
      case 10 -> next("OPTIONS", by, "", "");
      default -> next("ACK", by, "", sdp);
    };
  }

  /** Of the INVITE. */
  static String cancel(String invite) {
    return RawPhone.lines(
        "CANCEL " + RawPhone.find(invite, "^INVITE (\\S+)") + " SIP/2.0",
        "Via: " + RawPhone.header(invite, "Via"),
        "Max-Forwards: 70",
        "From: " + RawPhone.header(invite, "From"),
        "To: " + RawPhone.header(invite, "To"),
        "Call-ID: " + RawPhone.header(invite, "Call-ID"),
        "CSeq: " + FuzzedDialog.number(invite) + " CANCEL",
        "Content-Length: 0",
        "");
  }

  /**
   * @param dialog null for a refusal, whose ACK belongs to the INVITE
   */
  String ack(String response, @Nullable FuzzedDialog dialog) {
    String via =
        dialog == null
            ? String.valueOf(RawPhone.header(response, "Via"))
            : "SIP/2.0/UDP 127.0.0.1:" + port + ";rport;branch=z9hG4bK" + mint();
    String uri = dialog == null || dialog.target.isEmpty() ? "sip:" + domain : dialog.target;
    String body = dialog == null ? "" : owed(dialog);
    return RawPhone.lines(
            "ACK " + uri + " SIP/2.0",
            "Via: " + via,
            "Max-Forwards: 70",
            "From: " + RawPhone.header(response, "From"),
            "To: " + RawPhone.header(response, "To"),
            "Call-ID: " + RawPhone.header(response, "Call-ID"),
            "CSeq: " + FuzzedDialog.number(response) + " ACK")
        + (body.isEmpty() ? "" : RawPhone.lines("Content-Type: application/sdp"))
        + RawPhone.lines("Content-Length: " + body.length(), "")
        + body;
  }

  /** The answer to an offer that came late, for an INVITE that had none. */
  private static String owed(FuzzedDialog dialog) {
    FuzzedLeg leg = dialog.leg;
    return dialog.offersNothing && leg != null ? leg.offer() : "";
  }

  /** The header of a body, if there is one. */
  static String described(String sdp) {
    return sdp.isEmpty() ? "" : RawPhone.lines("Content-Type: application/sdp");
  }

  String response(String request, int status, String tag, String more, String body) {
    String supported = RawPhone.lines(contact(), "Supported: timer, 100rel, replaces");
    return RawPhone.response(request, status, tag, supported + more, body);
  }

  private String contact() {
    return "Contact: <sip:" + name + "@127.0.0.1:" + port + ">";
  }
}
