package org.meterline.telephony.call;

import com.fasterxml.uuid.Generators;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The run of the program that steers a call: admitted, started, heard to its end. */
final class Steering {
  private final Call call;
  private final Verbs verbs;
  private final Destination.Program program;
  private final CallControl control;
  private final UUID id = Generators.timeBasedEpochGenerator().generate();
  private Programs.@Nullable Run run;
  private boolean started;
  private boolean over = true;
  private long lost;

  Steering(Call call, Verbs verbs, Destination.Program program, CallControl control) {
    this.call = call;
    this.verbs = verbs;
    this.program = program;
    this.control = control;
  }

  /** Whether no program runs, be it not yet or not any more. */
  boolean over() {
    return over;
  }

  /** Asks who pays, and starts the program when somebody does. */
  void admit() {
    CallerAdmission.of(call, program, this::begin);
  }

  /** Starts the program for a caller whose leg is paid for already. */
  void begin() {
    verbs.setDefaults(program.variables());
    call.enter(CallState.STEERED, "steered by " + program.name());
    call.record.programBegan(id, program);
    over = false;
    started = true;
    try {
      run =
          call.ports
              .programs()
              .start(
                  new Programs.Request(id, program, greeting(), program.timeLimit()),
                  control,
                  event -> call.post(new Message.Program(event)));
    } catch (RuntimeException e) {
      ended(new Programs.Event.Ended(-1, "not-started", String.valueOf(e.getMessage()), "none"));
    }
  }

  private Programs.Greeting greeting() {
    Signalling.Introduction introduction = call.introduction;
    return new Programs.Greeting(
        ChannelName.of(call.caller, call.first.id),
        call.caller,
        introduction.displayName(),
        introduction.withheld(),
        call.dialled,
        introduction.redirectedFrom(),
        call.legs.language(),
        account());
  }

  /** Whose money it is; when nobody pays, whose phone. */
  private String account() {
    String payer = call.first.payer;
    if (payer != null && !payer.isBlank()) {
      return payer;
    }
    return switch (call.from) {
      case Origin.Phone phone -> phone.user();
      case Origin.Desk desk when desk.user() != null -> desk.user();
      default -> "";
    };
  }

  void on(Programs.Event event) {
    switch (event) {
      case Programs.Event.Started(String sandbox) ->
          call.record.step(null, "program", "program", "started", "sandbox: " + sandbox);
      case Programs.Event.Ended ended -> ended(ended);
    }
  }

  private void ended(Programs.Event.Ended ended) {
    if (over) {
      return;
    }
    over = true;
    call.elsewhere.forget(lost);
    call.record.step(
        null, "program", "program", "ended", ended.ending() + ", status " + ended.exitStatus());
    call.record.programEnded(id, ended);
    int status = status(ended);
    call.end(status, cause(ended, status), reason(ended), refusal(ended));
  }

  /** What a caller who was not answered is told. */
  private int status(Programs.Event.Ended ended) {
    if (ended.ending().equals("not-started")) {
      return 503;
    }
    if (!ended.ending().equals("exited") || ended.exitStatus() != 0) {
      return 500;
    }
    Verb.Dialled dial = verbs.lastDial();
    return dial != null && dial.sipStatus() >= 400 ? dial.sipStatus() : 480;
  }

  /** Of a program that did what it wanted: why who was dialled is not there, or a normal end. */
  private int cause(Programs.Event.Ended ended, int status) {
    if (!ended.ending().equals("exited") || ended.exitStatus() != 0) {
      return Q850.ofStatus(status);
    }
    Verb.Dialled dial = verbs.lastDial();
    return dial == null ? Q850.NORMAL : dial.cause();
  }

  /** Null of a program that did what it wanted, unless who was dialled was refused. */
  private @Nullable Refusal refusal(Programs.Event.Ended ended) {
    if (ended.ending().equals("not-started")) {
      return new Refusal("program-not-started", reason(ended), 503, true);
    }
    if (!ended.ending().equals("exited") || ended.exitStatus() != 0) {
      return new Refusal("program-failed", reason(ended), 500, false);
    }
    Verb.Dialled dial = verbs.lastDial();
    return dial != null && dial.sipStatus() >= 400 ? dial.refusal() : null;
  }

  private String reason(Programs.Event.Ended ended) {
    return switch (ended.ending()) {
      case "not-started" -> "The program could not be started";
      case "silent" -> "The program gave no command in time";
      case "rubbish" -> "What the program said was no command";
      case "overstayed" -> "The program closed its output and did not end";
      case "signalled" -> "The program was ended by a signal";
      case "lost" -> "The program was lost";
      default -> {
        Verb.Dialled dial = verbs.lastDial();
        if (ended.exitStatus() != 0) {
          yield "The program failed with status " + ended.exitStatus();
        }
        yield dial != null && dial.sipStatus() >= 400 ? dial.reason() : "The program is done";
      }
    };
  }

  /** Nobody will say any more how the program ended. */
  void lose() {
    ended(new Programs.Event.Ended(-1, "lost", "", "unknown"));
  }

  /** The call has ended: the program is told, and not waited for without end. */
  void callEnded() {
    if (!started || over) {
      return;
    }
    lost =
        call.elsewhere.after(
            true, program.timeLimit().plus(call.ports.timings().lostProgram()), this::lose);
    if (run != null) {
      run.hangUp();
    }
  }
}
