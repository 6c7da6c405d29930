package org.meterline.telephony.call;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.recording.Recorded;

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
  final Signalling.Introduction introduction;
  final String dialled;
  final String caller;

  /**
   * The caller's; of who is called first, another one when their phone sends the call on; of a
   * caller who has handed the talk on, the one that came in their place.
   */
  CallLeg first;

  final CallRecord record;
  final Told told;
  final Bridging bridging = new Bridging(this);
  final Recordings recordings = new Recordings(this);
  final ByRule byRule = new ByRule(this);
  final Outgoing outgoing;
  final Elsewhere elsewhere;
  final CallerSide callerSide;
  final Legs legs;
  private final String node;
  private final Predicate<Message> mailbox;
  private final CallControl control;
  private final Verbs verbs = new Verbs(this);
  final Referrals referrals = new Referrals(this, verbs);
  private final Hearing hearing = new Hearing(this, verbs);
  final Junction junction = new Junction(this);
  final Leaving leaving = new Leaving(this);
  final CalledSide calledSide = new CalledSide(this);
  final Ending ending = new Ending(this, verbs);
  private final CallEnding callEnding = new CallEnding(this, verbs);
  final Supervision supervision = new Supervision(this);

  private CallState state;
  private String reason = "";
  private @Nullable Steering steering;

  /**
   * @param mailbox puts a message into this call's own mailbox
   * @param control the handle that its program gets
   */
  Call(
      CallId id,
      CallPorts ports,
      String node,
      Beginning how,
      Predicate<Message> mailbox,
      CallControl control) {
    this.id = id;
    this.ports = ports;
    this.node = node;
    this.from = how.from();
    this.domain = how.domain();
    this.introduction = how.introduction();
    this.dialled = introduction.dialled();
    this.caller = introduction.caller();
    this.mailbox = mailbox;
    this.control = control;
    this.elsewhere = new Elsewhere(id, ports, this::post);
    this.told = new Told(this);
    this.legs = new Legs(this, ports.directory().language(domain, dialled));
    this.record = new CallRecord(id, ports.facts(), ports.time());
    switch (how) {
      case Beginning.Invite invite -> {
        this.state = CallState.ARRIVED;
        this.outgoing = Outgoing.of(invite, ports);
        this.callerSide = new Invited(this, invite);
      }
      case Beginning.Order order -> {
        this.state = CallState.ORIGINATING;
        told.goesTo(order.then().name());
        this.outgoing = Outgoing.toOther(order, ports);
        this.callerSide = new Requested(this, order);
        verbs.setDefaults(order.request().variables());
      }
    }
    this.first = callerSide.leg();
    ports.belonging().add(id, mailbox);
    legs.add(first);
  }

  CallState state() {
    return state;
  }

  Map<String, String> variables() {
    return verbs.variables();
  }

  /** Channel variables of those names, where none is set. */
  void setDefaults(Map<String, String> values) {
    verbs.setDefaults(values);
  }

  /** Whether it needs no more messages. */
  boolean done() {
    return state == CallState.ENDED && !elsewhere.waiting();
  }

  /** Takes one message. Never throws: what goes wrong inside ends the call. */
  void on(Message message) {
    try {
      switch (message) {
        case Message.Begin begin -> callerSide.begin(begin);
        case Message.Sip(Attempt attempt, Signalling.Event event) -> hearing.sip(attempt, event);
        case Message.Media(CallLeg leg, MediaEvent event) -> hearing.audio(leg, event);
        case Message.Program(Programs.Event event) -> {
          if (steering != null) {
            steering.on(event);
          }
        }
        case Message.Done done -> elsewhere.answer(done);
        case Message.Run(Verb<?> verb, Duration deadline, Consumer<Outcome<?>> reply) ->
            run(verb, deadline, reply);
        case Message.Reached(Runnable then) -> then.run();
        case Message.RecordingOver(Recorded recorded) -> recordings.ended(recorded);
        case Message.End(String why) -> end(480, why);
        case Message.OfTalk said -> junction.on(said);
      }
      if (state.live()) {
        bridging.look();
        junction.ring();
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "call " + id + ": ended by a fault of ours", e);
      record.note("fault", e.toString());
      refuse(Refusals.FAULT);
    }
    junction.look();
    callEnding.look();
  }

  private void run(Verb<?> verb, Duration deadline, Consumer<Outcome<?>> reply) {
    if (callerSide.isPrivate() && !(verb instanceof Verb.HangUp)) {
      reply.accept(new Outcome.Refused<>(Refusals.PRIVATE));
    } else {
      verbs.run(verb, deadline, reply);
    }
  }

  // --- What comes first

  /** The first fact. */
  void begin() {
    record.began(domain, from, caller, dialled, node);
  }

  /** It is steered by the program from now on. */
  Steering steering(Destination.Program program) {
    Steering found = new Steering(this, verbs, program, control);
    steering = found;
    return found;
  }

  // --- Both legs

  /** Bridges the caller to the leg that has just answered. */
  void connect(CallLeg other, String why) {
    callerSide.suits(other);
    callerSide.answer();
    if (state.live()) {
      bridging.join(other);
      enter(CallState.TALKING, why);
      byRule.talks(other);
      junction.moved();
    }
  }

  /** Somebody is called in place of one who talks. */
  void transferring(String why) {
    if (state == CallState.TALKING) {
      enter(CallState.TRANSFERRING, why);
    }
  }

  /** Nobody is called in place of one who talks any more: those who are there talk. */
  void talksOn(String why) {
    if (state == CallState.TRANSFERRING) {
      enter(CallState.TALKING, why);
    }
  }

  /** A leg was answered: from now on it is charged. */
  void answered(CallLeg leg) {
    leg.enter(LegState.UP, "answered");
    if (leg.meter != null) {
      leg.meter.start(leg.answeredAt());
    }
    if (leg.media != null) {
      leg.media.answered();
    }
    bridging.answered(leg);
    learnDialog(leg);
  }

  void learnDialog(CallLeg leg) {
    Attempt attempt = leg.attempt;
    if (leg.up() && leg.dialog == null && attempt != null && attempt.sip != null) {
      attempt
          .sip
          .dialog()
          .ifPresent(
              dialog -> {
                leg.dialog = dialog;
                record.legAnswered(leg, dialog, leg.answeredAt());
              });
    }
  }

  /**
   * The caller hears that the credit ends; when they have left, all who talk do, for nobody here
   * knows which of them can do something about it; of who supervises, they do.
   */
  void announceEnd(CallLeg paid) {
    if (supervision.is(paid)) {
      supervision.announceEnd();
    } else if (callerSide.leg().over()) {
      record.note("announced", "the credit ends soon");
      bridging.announceEnd(paid);
    } else {
      callerSide.announceEnd();
    }
  }

  /** Whether a verb, or a rule, has something played to the leg now. */
  boolean playsTo(CallLeg leg) {
    return byRule.busy() || verbs.playsTo(leg);
  }

  long nextPlay() {
    return verbs.nextPlay();
  }

  /** The caller pressed a key, told by signalling. */
  void pressed(CallLeg leg, char digit) {
    told.digit(leg, digit);
    if (byRule.digit(leg, digit)) {
      return;
    }
    verbs.digit(leg, digit);
    calledSide.sendDigit(digit);
    bridging.pressed(digit);
  }

  /** Verbs of whoever asked for the call say what comes next, and no program. */
  void steeredBy(String who) {
    enter(CallState.STEERED, "steered by " + who);
    verbs.await();
  }

  /** For how long verbs could have said what comes next, and none did; nothing while one runs. */
  Duration unsteered() {
    return state == CallState.STEERED && !steered() ? verbs.quiet() : Duration.ZERO;
  }

  /** The program that steers it, or did last; null if none ever did. */
  @Nullable Steering steering() {
    return steering;
  }

  /** Whether a program steers it. */
  boolean steered() {
    return steering != null && !steering.over();
  }

  /** Why it is in its state. */
  String reason() {
    return reason;
  }

  /** Who is called first is called by this leg, in place of the one before. */
  void first(CallLeg next) {
    first = next;
    tell();
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
    told.changed(state, reason);
  }

  // --- The end

  /**
   * Ends the call.
   *
   * @param status what a caller who was not answered is told
   */
  void end(int status, String why) {
    end(status, Q850.ofStatus(status), why);
  }

  /**
   * The same.
   *
   * @param cause of {@link Q850}
   */
  void end(int status, int cause, String why) {
    callEnding.begin(status, cause, why, null);
  }

  /** Ends it as who was called ended, or was refused. */
  void end(Verb.Dialled result) {
    callEnding.begin(result.sipStatus(), result.cause(), result.reason(), result.refusal());
  }

  /** Refuses it, or ends it, for that. */
  void refuse(Refusal why) {
    refuse(why, Q850.ofStatus(why.sipStatus()));
  }

  /** The same with the cause of {@link Q850}. */
  void refuse(Refusal why, int cause) {
    if (state.live()) {
      record.refused(why);
      callEnding.begin(why.sipStatus(), cause, why.reason(), why);
    }
  }

  /**
   * Ends it.
   *
   * @param refusal what ends it; null: nothing refuses it
   */
  void end(int status, int cause, String why, @Nullable Refusal refusal) {
    callEnding.begin(status, cause, why, refusal);
  }

  /** Nobody reads its messages any more: what has not ended by then ends here. */
  void abandon() {
    callEnding.abandon();
  }

  // --- Shorthand for its parts

  Consumer<Signalling.Event> sipOf(Attempt attempt) {
    return event -> post(new Message.Sip(attempt, event));
  }

  void post(Message message) {
    var _ = offer(message);
  }

  /** False when nobody will read it. */
  boolean offer(Message message) {
    return mailbox.test(message);
  }
}
