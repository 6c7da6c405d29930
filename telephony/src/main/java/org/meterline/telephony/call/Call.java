package org.meterline.telephony.call;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Sdp;

/**
 * One call: a state machine that takes one message at a time and waits for nothing. Whatever may
 * block runs elsewhere and comes back as a message that names its step. The same messages in the
 * same order always do the same.
 */
final class Call {
  private static final System.Logger LOG = System.getLogger(Call.class.getName());

  final CallId id;
  final CallPorts ports;
  final Origin from;
  final Domain domain;
  private final Destination to;
  final String dialled;
  final String caller;
  final CallLeg incoming;
  final CallRecord record;
  final Outgoing outgoing;
  final Elsewhere elsewhere;
  final CallerSide callerSide;
  private final String node;
  private final @Nullable String displayName;
  private final Consumer<Message> mailbox;
  private final CallControl control;
  private final List<CallLeg> legs = new ArrayList<>();
  private final Verbs verbs = new Verbs(this);
  final Ending ending = new Ending(this);
  private final Instant began;

  private CallState state = CallState.ARRIVED;
  private String reason = "";
  private int sipStatus;
  private @Nullable String callee;
  private @Nullable Dialling dialling;
  private @Nullable Steering steering;
  private boolean partingNow;
  private long endedNanos;

  /**
   * @param to what {@code dialled} means to who dialled it
   * @param mailbox puts a message into this call's own mailbox
   * @param control the handle that its program gets
   */
  Call(
      CallId id,
      CallPorts ports,
      String node,
      Signalling.Leg leg,
      Origin from,
      Domain domain,
      Destination to,
      String dialled,
      String caller,
      @Nullable String displayName,
      Consumer<Message> mailbox,
      CallControl control) {
    this.id = id;
    this.ports = ports;
    this.node = node;
    this.from = from;
    this.domain = domain;
    this.to = to;
    this.dialled = dialled;
    this.caller = caller;
    this.displayName = displayName;
    this.mailbox = mailbox;
    this.control = control;
    this.elsewhere = new Elsewhere(id, ports, mailbox);
    this.began = ports.time().instant();
    this.record = new CallRecord(id, ports.facts(), ports.time());
    this.outgoing = new Outgoing(ports, this, displayName, leg.maxForwards());
    this.incoming = new CallLeg(leg.id(), true, dialled);
    Attempt attempt = new Attempt(incoming);
    attempt.sip = leg;
    incoming.attempt = attempt;
    incoming.trunk = from instanceof Origin.Carrier carrier ? carrier.trunk() : null;
    legs.add(incoming);
    this.callerSide = new CallerSide(this);
  }

  CallState state() {
    return state;
  }

  /** Whether it needs no more messages. */
  boolean done() {
    return state == CallState.ENDED && !elsewhere.waiting();
  }

  /** Takes one message. Never throws: what goes wrong inside ends the call. */
  void on(Message message) {
    try {
      switch (message) {
        case Message.Arrived(Sdp offer) -> arrived(offer);
        case Message.Sip(Attempt attempt, Signalling.Event event) -> sip(attempt, event);
        case Message.Media(CallLeg leg, MediaEvent event) -> media(leg, event);
        case Message.Program(Programs.Event event) -> {
          if (steering != null) {
            steering.on(event);
          }
        }
        case Message.Done done -> elsewhere.answer(done);
        case Message.Run(Verb<?> verb, Duration deadline, Consumer<Outcome<?>> reply) ->
            verbs.run(verb, deadline, reply);
        case Message.End(String why) -> end(480, why);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "call " + id + ": ended by a fault of ours", e);
      record.note("fault", e.toString());
      end(500, "The call was ended by a fault of this server");
    }
    finishIfOver();
  }

  // --- What comes first

  private void arrived(@Nullable Sdp offer) {
    record.began(domain, from, caller, dialled, node);
    record.note(state.name(), dialled);
    tell();
    switch (to) {
      case Destination.Unknown unknown -> {
        record.legBegan(incoming);
        end(404, unknown.reason());
      }
      case Destination.Program program -> {
        callee = program.name();
        incoming.destination = program.name();
        if (callerSide.open(offer)) {
          steering = new Steering(this, verbs, program, displayName, control);
          steering.admit();
        }
      }
      case Destination.Found found -> {
        callee = name(found);
        record.legBegan(incoming);
        if (callerSide.open(offer)) {
          dial(found, ports.timings().ring(), new Direct());
        }
      }
    }
  }

  static String name(Destination.Found found) {
    return switch (found) {
      case Destination.Phone phone -> phone.user();
      case Destination.Program program -> program.name();
      case Destination.Outside outside -> outside.number().number();
      case Destination.Emergency emergency -> emergency.number();
    };
  }

  /** The caller dialled it: what becomes of the leg becomes of the call. */
  private final class Direct implements Dialling.Listener {
    @Override
    public void answered() {
      connect("answered by " + callee);
    }

    @Override
    public void over(Verb.Dialled result) {
      end(result.sipStatus(), result.reason());
    }
  }

  // --- Both legs

  /** Sets up the outgoing leg. */
  void dial(Destination.Found to, Duration ringTime, Dialling.Listener listener) {
    Dialling next = new Dialling(this, to, name(to), ringTime, listener);
    legs.add(next.leg);
    dialling = next;
    next.start();
  }

  /** Bridges the caller to the leg that has just answered. */
  void connect(String why) {
    callerSide.answer();
    if (state.live() && dialling != null) {
      join(dialling.leg);
      enter(CallState.TALKING, why);
    }
  }

  /** Gives up the outgoing leg, if there is one. */
  void stopDialling(int status, String why) {
    if (dialling != null) {
      dialling.stop(status, why);
      dialling = null;
    }
  }

  void join(CallLeg other) {
    if (incoming.media != null && other.media != null) {
      ports.media().bridge(incoming.media, other.media);
    }
  }

  /** Parts the caller from the outgoing leg that is over. */
  void part() {
    dialling = null;
    if (incoming.media != null && !incoming.over) {
      ports.media().unbridge(incoming.media);
    }
  }

  /** A leg was answered: from now on it is charged. */
  void answered(CallLeg leg) {
    leg.answered = true;
    leg.answeredAt = ports.time().nanos().getAsLong();
    if (leg.meter != null) {
      leg.meter.start(leg.answeredAt);
    }
    if (leg.media != null) {
      leg.media.answered();
    }
    learnDialog(leg);
  }

  private void learnDialog(CallLeg leg) {
    Attempt attempt = leg.attempt;
    if (leg.up() && !leg.dialogKnown && attempt != null && attempt.sip != null) {
      attempt
          .sip
          .dialog()
          .ifPresent(
              dialog -> {
                leg.dialogKnown = true;
                record.legAnswered(leg, dialog);
              });
    }
  }

  /** An offer within a dialog (hold, another address): each leg's audio answers for itself. */
  void offered(CallLeg leg, @Nullable Sdp offer) {
    Attempt attempt = leg.attempt;
    if (leg.media == null || attempt == null || attempt.sip == null) {
      return;
    }
    try {
      attempt.sip.accept(offer == null ? leg.media.offer() : leg.media.answer(offer));
    } catch (MediaPlane.Unacceptable e) {
      attempt.sip.refuseOffer("The offered audio cannot be used: " + e.getMessage());
    }
  }

  MediaPlane.MediaLeg openMedia(CallLeg leg) throws MediaPlane.NoPorts {
    MediaPlane.MediaLeg opened =
        ports
            .media()
            .open(
                id + (leg.incoming ? " caller" : " callee"),
                event -> mailbox.accept(new Message.Media(leg, event)));
    leg.media = opened;
    return opened;
  }

  /** The caller, who pays, hears that the credit ends. */
  void announceEnd() {
    callerSide.announceEnd(verbs.nextPlay());
  }

  void noteGrant(CallAuthority.Granted grant) {
    boolean free = grant.until().compareTo(CallAuthority.Granted.UNLIMITED) >= 0;
    record.note(
        "granted",
        (free ? "without limit" : grant.until().toMillis() + " ms" + (grant.last() ? ", last" : ""))
            + ", paid by "
            + grant.payer());
  }

  /** A digit that came by signalling, to the leg at the other end, which hears its audio only. */
  void sendDigit(CallLeg to, char digit) {
    if (to.media != null && !to.over) {
      to.media.sendDigit(digit);
    }
  }

  // --- What SIP and audio tell

  private void sip(Attempt attempt, Signalling.Event event) {
    CallLeg leg = attempt.leg;
    if (event instanceof Signalling.Event.Message(boolean sent, String title, String text)) {
      String peer = leg.incoming ? "caller" : "callee";
      record.step(leg, sent ? "meterline" : peer, sent ? peer : "meterline", title, text);
    }
    if (leg.over || attempt != leg.attempt) {
      if (event instanceof Signalling.Event.Answered && !leg.incoming) {
        attempt.hangUp(480, "The call is over"); // it crossed our CANCEL
      }
      return;
    }
    if (!leg.incoming) {
      if (dialling != null && dialling.leg == leg) {
        dialling.on(event);
        learnDialog(leg);
      }
      return;
    }
    switch (event) {
      case Signalling.Event.Answered(Sdp late) -> callerSide.acknowledged(late);
      case Signalling.Event.HungUp(boolean cancelled, String why) -> {
        leg.gone = true;
        end(487, cancelled ? "Cancelled by the caller" : why);
      }
      case Signalling.Event.Failed(int status, String why) -> end(status, why);
      case Signalling.Event.Offered(Sdp offer) -> offered(leg, offer);
      case Signalling.Event.Digit(char digit) -> {
        verbs.digit(digit);
        if (dialling != null) {
          sendDigit(dialling.leg, digit);
        }
      }
      case Signalling.Event.Progress progress -> {}
      case Signalling.Event.Message message -> {}
    }
    learnDialog(leg);
  }

  private void media(CallLeg leg, MediaEvent event) {
    if (leg.over) {
      return;
    }
    switch (event) {
      case MediaEvent.Digit digit -> {
        if (leg.incoming) {
          verbs.digit(digit.digit());
        }
      }
      case MediaEvent.Played played -> verbs.played(played);
      case MediaEvent.TimedOut timedOut -> {
        if (leg.answered) {
          end(408, "No audio came from the " + (leg.incoming ? "caller" : "callee"));
        }
      }
      case MediaEvent.Failed failed -> record.note("prompt skipped", failed.reason());
    }
  }

  // --- The one door

  /** Every change of state goes through here. */
  void enter(CallState next, String why) {
    if (next == state) {
      return;
    }
    if (!state.next().contains(next)) {
      throw new IllegalStateException("no way from " + state + " to " + next + ": " + why);
    }
    record.note(state + " → " + next, why);
    LOG.log(System.Logger.Level.DEBUG, "call {0}: {1} to {2}: {3}", id, state, next, why);
    state = next;
    reason = why;
    tell();
  }

  void tell() {
    try {
      ports
          .events()
          .changed(
              new CallEvents.Snapshot(
                  id,
                  domain,
                  from,
                  caller,
                  dialled,
                  callee,
                  state,
                  reason,
                  began,
                  callerSide.answeredAt(),
                  ports.time().instant()));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "call " + id + ": nobody heard of its change", e);
    }
  }

  // --- The end

  /**
   * Ends the call.
   *
   * @param status what a caller who was not answered is told
   */
  void end(int status, String why) {
    if (!state.live()) {
      return;
    }
    sipStatus = incoming.answered ? 200 : status;
    enter(CallState.ENDING, why);
    endedNanos = ports.time().nanos().getAsLong();
    elsewhere.closeAll();
    for (CallLeg leg : List.copyOf(legs)) {
      if (!leg.over) {
        ending.close(leg, status, why);
      }
    }
    dialling = null;
    verbs.cutAll();
    if (steering != null) {
      ending.quietly("telling the program", steering::callEnded);
    }
  }

  private void finishIfOver() {
    if (state != CallState.ENDING
        || (steering != null && !steering.over())
        || legs.stream().anyMatch(leg -> leg.mentioned && !leg.recorded)) {
      return;
    }
    Duration farewell = ports.timings().farewell();
    if (farewell.isZero()) {
      finish();
    } else if (!partingNow) {
      partingNow = true;
      elsewhere.after(true, farewell, this::finish);
    }
  }

  private void finish() {
    Duration talked =
        incoming.answered ? Duration.ofNanos(endedNanos - incoming.answeredAt) : Duration.ZERO;
    String why = reason;
    enter(CallState.ENDED, why);
    record.ended(talked, sipStatus, why);
  }

  /** Nobody reads its messages any more: what has not ended by then ends here. */
  void abandon() {
    if (state == CallState.ENDED) {
      return;
    }
    String why = "The call was ended by a fault of this server";
    LOG.log(System.Logger.Level.ERROR, "call {0}: abandoned by a fault of ours", id);
    ending.quietly("ending", () -> end(500, why));
    ending.quietly("waiting no more", elsewhere::closeAll);
    legs.forEach(leg -> ending.abandon(leg, why));
    if (steering != null) {
      ending.quietly("telling the program", steering::callEnded);
      ending.quietly("ending the program", steering::lose);
    }
    finish();
  }

  // --- Shorthand for its parts

  Consumer<Signalling.Event> sipOf(Attempt attempt) {
    return event -> mailbox.accept(new Message.Sip(attempt, event));
  }

  void post(Message message) {
    mailbox.accept(message);
  }
}
