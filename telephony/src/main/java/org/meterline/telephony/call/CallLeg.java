package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Quality;
import org.meterline.telephony.media.Sdp;

/** One leg of a call, owned by the call: nothing outside its mailbox touches it. */
final class CallLeg {
  final LegId id;
  final boolean incoming;

  /** What it goes to, for people. */
  String destination;

  @Nullable Attempt attempt;
  MediaPlane.@Nullable MediaLeg media;
  @Nullable Meter meter;
  @Nullable String trunk;
  private @Nullable Runnable room;
  @Nullable String payer;

  /** A fact about it is in the journal: one that ends it must follow. */
  boolean mentioned;

  /** The authority was asked about it and has not answered. */
  boolean inQuestion;

  boolean answered;
  long answeredAt;

  /** The journal knows the dialog. */
  boolean dialogKnown;

  /** The far end has ended it already. */
  boolean gone;

  /** It is closed: nothing more is done with it. */
  boolean over;

  int endStatus;
  String endReason = "";
  @Nullable Quality quality;

  /** The fact that ends it is written. */
  boolean recorded;

  CallLeg(LegId id, boolean incoming, String destination) {
    this.id = id;
    this.incoming = incoming;
    this.destination = destination;
  }

  /** Goes over a trunk that has room for it. */
  void enterTrunk(String name, Runnable room) {
    this.trunk = name;
    this.room = room;
  }

  /** Gives back the room that it takes on its trunk. */
  void leaveTrunk() {
    Runnable taken = room;
    room = null;
    if (taken != null) {
      taken.run();
    }
  }

  boolean up() {
    return answered && !over;
  }

  /** An offer within a dialog (hold, another address): each leg's audio answers for itself. */
  void offered(@Nullable Sdp offer) {
    if (media == null || attempt == null || attempt.sip == null) {
      return;
    }
    try {
      attempt.sip.accept(offer == null ? media.offer() : media.answer(offer));
    } catch (MediaPlane.Unacceptable e) {
      attempt.sip.refuseOffer("The offered audio cannot be used: " + e.getMessage());
    }
  }

  /** A digit that came by signalling at the other leg: this one's far end hears audio only. */
  void sendDigit(char digit) {
    if (media != null && !over) {
      media.sendDigit(digit);
    }
  }
}
