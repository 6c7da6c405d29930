package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;

/**
 * The calling side of a call that was asked for: who is called first. When they answer they are
 * given to a program, or the other party is called and connected to them, or verbs say what comes
 * next. While the other rings they hear it; when it comes to nothing they hear why, and the call
 * ends.
 */
final class Requested extends CallerSide implements Dialling.Listener {
  /** So long they may be told why; what is said takes less. */
  private static final Duration EXPLANATION = Duration.ofSeconds(10);

  /** The longest announcement. */
  private static final Duration ANNOUNCEMENT = Duration.ofMinutes(1);

  private final Beginning.Order order;
  private final SentOn sentOn;
  private Dialling dialling;
  private CallLeg leg;

  /** They talked to the other party, or to the program. */
  private boolean reached;

  /** What became of the other party, which did not answer. */
  private Verb.@Nullable Dialled failure;

  /** The timer that ends what is explained. */
  private long explaining;

  private long played;
  private long announced = -1;

  Requested(Call call, Beginning.Order order) {
    super(call);
    this.order = order;
    this.dialling =
        new Dialling(
            call,
            order.first(),
            manner(order.request()),
            Outgoing.toFirst(order, call.ports),
            this);
    this.leg = dialling.leg;
    this.sentOn = new SentOn(call);
    sentOn.calls(order.first());
  }

  private static Manner manner(CallRequest request) {
    return new Manner(
        request.first().ringTime(),
        false,
        Optional.empty(),
        request.then() instanceof CallRequest.Announcement told ? told.trunks() : null);
  }

  @Override
  boolean isPrivate() {
    return order.request().then() instanceof CallRequest.Announcement;
  }

  @Override
  CallLeg leg() {
    return leg;
  }

  @Override
  void begin(Message.Begin asked) {
    call.begin();
    call.record.note(call.state().name(), "asked for by " + order.request().by());
    dialling.start();
  }

  @Override
  void on(Signalling.Event event) {
    dialling.on(event);
  }

  // --- What becomes of the first leg

  @Override
  public void asking(Dialling who) {
    call.record.note("asking", "who pays for " + leg.destination);
  }

  @Override
  public void calling(Dialling who) {
    call.record.note("calling", leg.destination);
  }

  @Override
  public void rings(Dialling who, boolean audible) {}

  /** Somebody else is called first, as when a phone is called that has its calls sent on. */
  @Override
  public boolean sentOn(Dialling who, List<String> to) {
    return !isPrivate() && sentOn.instead(who, to, this, this::callsInstead);
  }

  private void callsInstead(Dialling next) {
    dialling = next;
    leg = next.leg;
    call.first(leg);
  }

  @Override
  public void pressed(Dialling who, char digit) {
    call.pressed(leg, digit);
  }

  @Override
  public void answered(Dialling who) {
    nowAnswered();
    call.tell();
    switch (order.request().then()) {
      case CallRequest.Announcement told -> announce(told);
      case CallRequest.Application verbs -> {
        reached = true;
        waitForVerbs(new ByVerbs(call, order.request().by())::begin);
      }
      case CallRequest.Party other -> connect(other);
    }
  }

  private void connect(CallRequest.Party other) {
    switch (order.then().to()) {
      case Destination.Program program -> {
        reached = true;
        call.byRule.answered(
            () -> {
              if (leg.up()) {
                call.steering(program).begin();
              }
            });
      }
      case Destination.Application application -> {
        reached = true;
        waitForVerbs(() -> new ByVerbs(call, application.name()).begin(application));
      }
      case Destination.Found found ->
          call.calledSide.dial(
              order.then(), new Manner(other.ringTime(), true, Optional.empty()), new Other());
    }
  }

  private void waitForVerbs(Runnable then) {
    call.byRule.answered(
        () -> {
          if (leg.up()) {
            then.run();
          }
        });
  }

  @Override
  public void over(Dialling who, Verb.Dialled result) {
    String why = leg.destination + ": " + result.reason();
    if (failure != null) {
      call.end(failure);
    } else {
      call.end(leg.answered() ? 487 : result.sipStatus(), result.cause(), why, result.refusal());
    }
  }

  private void announce(CallRequest.Announcement announcement) {
    reached = true;
    call.record.note("announcing", announcement.title());
    call.elsewhere.after(ANNOUNCEMENT, () -> call.end(200, "The announcement is over"));
    played = call.nextPlay();
    announced = played;
    play(played, announcement.prompts());
  }

  // --- What becomes of the other party's

  private final class Other implements CalledSide.Listener {
    @Override
    public void answered(Dialling who) {
      reached = true;
      call.connect(who.leg, "answered by " + who.leg.destination);
    }

    @Override
    public void over(Verb.Dialled result) {
      call.bridging.part();
      if (reached) {
        call.end(result);
      } else {
        explain(result);
      }
    }
  }

  private void explain(Verb.Dialled result) {
    failure = result;
    explaining = call.elsewhere.after(EXPLANATION, () -> call.end(result));
    played = call.nextPlay();
    play(played, List.of(new Prompt.Named(explanation(result))));
  }

  @Override
  void takenOver() {
    reached = true;
    if (failure != null) {
      failure = null;
      call.elsewhere.forget(explaining);
      if (leg.media != null) {
        leg.media.stop(played);
      }
    }
  }

  private static String explanation(Verb.Dialled result) {
    return switch (result.status()) {
      case "BUSY" -> "busy";
      case "NOANSWER" -> "no-answer";
      default -> "not-possible";
    };
  }

  // --- What they hear

  @Override
  void answer() {}

  @Override
  void ring() {
    if (!hearing && leg.up()) {
      soundRinging();
    }
  }

  @Override
  void earlyAudio(@Nullable CallLeg other) {
    if (other != null) {
      call.bridging.joinEarly(other);
    }
  }

  @Override
  void played(MediaEvent.Played over) {
    super.played(over);
    if (over.number() != played) {
      return; // something else is heard in its place
    }
    if (failure != null) {
      call.end(failure);
    } else if (played == announced) {
      call.end(200, "The announcement is over");
    }
  }

  /** What hindered it, unless they were put through. */
  @Override
  int ended(int status) {
    return reached ? 200 : status;
  }
}
