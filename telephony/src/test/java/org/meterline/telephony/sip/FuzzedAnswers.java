package org.meterline.telephony.sip;

import org.meterline.telephony.Reached;
import org.meterline.telephony.Reached.Part;

/** What was reached, as the engine's responses to a {@link FuzzedPhone} tell. */
final class FuzzedAnswers {
  private final Reached reached;

  FuzzedAnswers(Reached reached) {
    this.reached = reached;
  }

  /** To a request other than INVITE. */
  void told(String message, String method, int status) {
    if (status >= 300) {
      return;
    }
    switch (method) {
      case "REGISTER" -> {
        reached.once(Part.PASSWORD_TAKEN);
        if (RawPhone.header(message, "Path") != null) {
          reached.once(Part.REGISTERED_WITH_PATH);
        }
      }
      case "UPDATE" -> {
        reached.once(Part.DIALOG_TAKES_REQUEST);
        if (message.contains("\r\nm=")) {
          reached.once(Part.UPDATE_ANSWERED);
        }
      }
      case "REFER" -> reached.once(Part.REFER_TAKEN);
      case "CANCEL" -> reached.once(Part.CANCELLED);
      case "INFO", "NOTIFY", "PRACK", "BYE" -> reached.once(Part.DIALOG_TAKES_REQUEST);
      default -> {}
    }
  }

  /**
   * To an INVITE, which was answered.
   *
   * @param replaces whether it named another's place
   */
  void taken(String message, boolean replaces) {
    if (message.contains("\r\nm=")) {
      reached.once(Part.OFFER_ANSWERED);
    }
    if (message.contains("a=ice-ufrag")) {
      reached.once(Part.OFFER_OF_ICE_ANSWERED);
    }
    if (message.contains("a=crypto")) {
      reached.once(Part.OFFER_OF_KEYS_ANSWERED);
    }
    if (RawPhone.header(message, "Session-Expires") != null) {
      reached.once(Part.SESSION_TIMED);
    }
    if (replaces) {
      reached.once(Part.REPLACED);
    }
  }
}
