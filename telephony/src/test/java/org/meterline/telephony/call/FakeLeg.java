package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Sdp;

/** A SIP leg that does what it is told and writes it down. */
final class FakeLeg implements Signalling.IncomingLeg {
  private final LegId id;
  private final String who;
  private final Effects effects;
  private final Consumer<Signalling.Event> events;
  @Nullable Invitation invitation;
  final List<String> did = new ArrayList<>();

  /** The causes it was ended with. */
  final List<Integer> causes = new ArrayList<>();

  boolean answered;
  boolean letGo;

  /**
   * @param who whose it is, for the log of effects
   * @param events hears what the far end says
   */
  FakeLeg(LegId id, String who, Effects effects, Consumer<Signalling.Event> events) {
    this.id = id;
    this.who = who;
    this.effects = effects;
    this.events = events;
  }

  void says(Signalling.Event event) {
    if (event instanceof Signalling.Event.Answered) {
      answered = true;
    }
    events.accept(event);
  }

  @Override
  public void letGo() {
    letGo = true;
  }

  private void does(String what) {
    did.add(what);
    effects.happens(who + " " + what);
  }

  boolean closed() {
    return did.stream().anyMatch(d -> d.startsWith("hangUp") || d.startsWith("reject"));
  }

  @Override
  public LegId id() {
    return id;
  }

  @Override
  public void ring() {
    does("ring");
  }

  @Override
  public void progress(Sdp answer) {
    does("progress");
  }

  @Override
  public void answer(Sdp answer) {
    answered = true;
    does("answer " + answer.text());
  }

  @Override
  public void reject(int status, String reason) {
    does("reject " + status + " " + reason);
  }

  @Override
  public void redirect(String contact) {
    does("redirect " + contact);
  }

  @Override
  public void offer(Sdp offer) {
    does("offer " + offer.text());
  }

  @Override
  public void accept(Sdp answer) {
    does("accept " + answer.text());
  }

  @Override
  public void refer(String to, @Nullable DialogIdentity replaces) {
    does("refer " + to + (replaces == null ? "" : " in place of " + replaces.callId()));
  }

  @Override
  public void refuseOffer(String reason) {
    does("refuseOffer");
  }

  @Override
  public void reject(int status, int cause, String reason) {
    causes.add(cause);
    reject(status, reason);
  }

  @Override
  public void hangUp(int sipStatus, int cause, String reason) {
    causes.add(cause);
    hangUp(sipStatus, reason);
  }

  @Override
  public void hangUp(int sipStatus, String reason) {
    boolean waits = invitation == null && !answered;
    does((waits ? "reject " : "hangUp ") + sipStatus + " " + reason);
  }

  @Override
  public Optional<DialogIdentity> dialog() {
    return answered
        ? Optional.of(
            new DialogIdentity(
                id.toString(), "sip:a", "1", "sip:b", "2", "sip:b", List.of(), 1, "udp", null))
        : Optional.empty();
  }
}
