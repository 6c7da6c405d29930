package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Quality;
import org.meterline.telephony.media.Sdp;

/** One leg of a call, owned by the call: nothing outside its mailbox touches it. */
final class CallLeg {
  final LegId id;
  final boolean incoming;
  private final Call call;

  /** What it goes to, for people. */
  String destination;

  /** The account whose phone it is, if it is one's. */
  @Nullable String user;

  /** What it goes to; null of one that came in. */
  Destination.@Nullable Found to;

  /** What it shows of the caller; null of one that came in. */
  @Nullable Outgoing shows;

  /** The user whose phone sent the call there, or whom a carrier sent there; null: nobody's. */
  @Nullable String sentOnBy;

  /** What calls it; null of one that came in. */
  @Nullable Dialling dialling;

  /** Whose wish it is, if not that of who calls. */
  @Nullable Origin wishedBy;

  /** The one that is on; null between two. */
  @Nullable Attempt attempt;

  private final List<Attempt> attempts = new ArrayList<>(1);
  MediaPlane.@Nullable MediaLeg media;
  @Nullable Meter meter;
  @Nullable String trunk;
  private @Nullable Runnable room;
  @Nullable String payer;

  /** What the authority was asked about it and has not answered. */
  @Nullable Admission question;

  /** The dialog, as the journal knows it. */
  @Nullable DialogIdentity dialog;

  int endStatus;
  int endCause;
  String endReason = "";

  /** What refused or ended it; null: nothing did. */
  @Nullable Refusal refusal;

  @Nullable Quality quality;

  private LegState state;

  /** When each state was first entered, in nanoseconds. */
  private final Map<LegState, Long> since = new EnumMap<>(LegState.class);

  /**
   * @param incoming whether its INVITE is in: else it is not yet out
   */
  CallLeg(Call call, LegId id, boolean incoming, String destination) {
    this.call = call;
    this.id = id;
    this.incoming = incoming;
    this.destination = destination;
    this.state = incoming ? LegState.INVITED : LegState.NEW;
  }

  LegState state() {
    return state;
  }

  /** Every change of state goes through here; what it is already it does not become. */
  void enter(LegState next, String why) {
    if (next == state) {
      return;
    }
    if (!state.next().contains(next)) {
      throw new IllegalStateException("no way for a leg from " + state + " to " + next);
    }
    String place = this == call.callerSide.leg() ? "caller" : "callee";
    call.record.step(this, place, place, state + " → " + next, why);
    since.putIfAbsent(next, call.ports.time().nanos().getAsLong());
    state = next;
    call.told.leg(this, why);
  }

  /** It is tried once more, or for the first time. */
  Attempt newAttempt() {
    Attempt next = new Attempt(this);
    attempts.add(next);
    attempt = next;
    return next;
  }

  /** The call is over. */
  void letGo() {
    for (Attempt each : attempts) {
      if (each.sip != null) {
        each.sip.letGo();
      }
    }
  }

  /** It was answered before it was paid for: from now on it is charged. */
  void paidLate(Meter late) {
    meter = late;
    long now = call.ports.time().nanos().getAsLong();
    late.start(now);
    if (dialog != null) {
      call.record.legAnswered(this, dialog, now); // the leg began anew
    }
  }

  /** Goes, or came, over a trunk that has room for it. */
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

  /** Whether it is answered and not over. */
  boolean up() {
    return state.up();
  }

  /** Whether nothing more is done with it. */
  boolean over() {
    return state.over();
  }

  /** Whether it was answered ever. */
  boolean answered() {
    return since.containsKey(LegState.UP);
  }

  /** Whether it is a call of ours that will be paid for from its answer on. */
  boolean unpaid() {
    boolean paid = meter != null && meter.charges() && !(to instanceof Destination.Emergency);
    return paid && !incoming && !answered();
  }

  /** When it was answered, in nanoseconds; 0 when it was not. */
  long answeredAt() {
    return since.getOrDefault(LegState.UP, 0L);
  }

  /** Whether a session is agreed with the far end that is tried, or talks. */
  boolean agreed() {
    return attempt != null && attempt.agreed;
  }

  /**
   * What we say of our session: the answer to an offer, or an offer where none came.
   *
   * @return null when it has no audio, or nobody is at its far end
   */
  @Nullable Sdp described(@Nullable Sdp offer) throws MediaPlane.Unacceptable {
    if (media == null || attempt == null) {
      return null;
    }
    Sdp ours = offer == null ? media.offer() : media.answer(offer);
    attempt.agreed |= offer != null;
    return ours;
  }

  /** Takes the answer to what we offered. */
  void accept(Sdp answer) throws MediaPlane.Unacceptable {
    if (media != null && attempt != null) {
      media.accept(answer);
      attempt.agreed = true;
    }
  }

  /** An offer within a dialog (hold, another address): each leg's audio answers for itself. */
  void offered(@Nullable Sdp offer) {
    if (attempt == null || attempt.sip == null) {
      return;
    }
    try {
      Sdp ours = described(offer);
      if (ours != null) {
        attempt.sip.accept(ours);
      }
    } catch (MediaPlane.Unacceptable e) {
      attempt.sip.refuseOffer("The offered audio cannot be used: " + e.getMessage());
    }
  }

  /** A digit that came by signalling at the other leg: this one's far end hears audio only. */
  void sendDigit(char digit) {
    if (media != null && !over()) {
      media.sendDigit(digit);
    }
  }
}
