package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;
import org.meterline.telephony.identity.Verification;

/** What calls refuse by themselves, each with its name. */
final class Refusals {
  static final Refusal AUTHORITY_UNAVAILABLE =
      new Refusal("authority-unavailable", "Nobody can say now who pays for this call", 503, true);
  static final Refusal JOURNAL_FULL =
      new Refusal("journal-unwritable", "Calls cannot be recorded now", 503, true);
  static final Refusal BUSY =
      new Refusal("busy", "Another command is running on this call", 409, true);
  static final Refusal NOT_YOURS =
      new Refusal(
          "caller-id-not-yours", "This caller id does not belong to the tenant", 403, false);
  static final Refusal ANSWERED =
      new Refusal("answered-already", "There is no caller who waits for an answer", 409, false);
  static final Refusal NOT_ANSWERED =
      new Refusal("not-answered", "That end was not answered yet", 409, true);
  static final Refusal UNKNOWN_LEG =
      new Refusal("unknown-leg", "The call has no such end", 404, false);
  static final Refusal NO_TALK = new Refusal("no-talk", "Nobody talks to the caller", 409, true);
  static final Refusal SHARED =
      new Refusal("talk-shared", "The talk goes on in another call, too", 409, false);
  static final Refusal ITSELF =
      new Refusal("same-call", "A call is not joined with itself", 422, false);
  static final Refusal NOT_REFERRED =
      new Refusal("refer-not-taken", "That end does not call others by itself", 409, false);
  static final Refusal SUPERVISED =
      new Refusal("supervised-already", "Somebody supervises this call", 409, false);
  static final Refusal NOT_SUPERVISED =
      new Refusal("not-supervised", "Nobody supervises this call", 409, false);
  static final Refusal NOT_A_PHONE =
      new Refusal("not-a-phone", "A talk is supervised from a phone of the tenant", 422, false);
  static final Refusal NOTHING_PLAYS = new Refusal("nothing-plays", "Nothing plays", 409, false);
  static final Refusal PROGRAM_RUNS =
      new Refusal("program-runs", "A program steers this call", 409, false);
  static final Refusal PROGRAM_IS_RUN =
      new Refusal("program-is-run", "A call is not transferred to a program: run it", 422, false);
  static final Refusal NO_AUDIO =
      new Refusal("no-audio", "The call has no audio to use", 409, false);

  static final Refusal PROGRAM_FIRST =
      new Refusal("program-first", "A program cannot be the one who is called first", 422, false);
  static final Refusal EMERGENCY =
      new Refusal("emergency-not-dialled", "Emergency numbers are dialled by phones", 403, false);
  static final Refusal NOT_STEERED =
      new Refusal("not-steered", "No application said in time what comes next", 480, true);
  static final Refusal FORGOTTEN =
      new Refusal("forgotten", "Nobody said any more what comes next", 480, false);
  static final Refusal LOOP =
      new Refusal("forwarded-in-circle", "The number is forwarded in a circle", 482, false);
  static final Refusal PRIVATE =
      new Refusal("call-is-private", "What this call says is for one person alone", 403, false);

  static final Refusal UNKNOWN_RECORDING =
      new Refusal("no-such-recording", "The call has no such recording that runs", 404, false);

  static final Refusal MUST_BE_RECORDED =
      new Refusal("must-be-recorded", "This call must be recorded, and cannot be now", 503, true);
  static final Refusal RECORDING_REQUIRED =
      new Refusal("recording-required", "A rule says that this recording goes on", 409, false);

  static final Refusal NO_ROUTE =
      new Refusal("no-route", "No carrier reaches this number", 503, false);
  static final Refusal HOPS =
      new Refusal("too-many-hops", "Too many hops: the call runs in a loop", 483, false);
  static final Refusal TRUNK_FULL =
      new Refusal("trunk-full", "All channels of the trunk are taken", 503, true);
  static final Refusal NO_AUDIO_ROOM =
      new Refusal("no-room", "This server has no room for more audio", 503, true);
  static final Refusal LASTED =
      new Refusal("longest-call", "The call lasted as long as a call may", 480, true);
  static final Refusal CREDIT_USED_UP =
      new Refusal("wallet-too-low", "The credit is used up", 402, false);
  static final Refusal FAULT =
      new Refusal("server-fault", "The call was ended by a fault of this server", 500, true);

  private Refusals() {}

  /** Whoever calls dialled what nobody is reached by. */
  static Refusal unknown(Destination.Unknown dialled) {
    return new Refusal("no-such-destination", dialled.reason(), 404, false);
  }

  static Refusal notCallable(String why) {
    return new Refusal("cannot-be-called", why, 403, false);
  }

  static Refusal notRegistered(String user) {
    return new Refusal("not-registered", "No phone is registered for " + user, 480, true);
  }

  static Refusal noRoute(String why) {
    return new Refusal("no-route", why, 503, false);
  }

  /** Those that reach it have no room. */
  static Refusal trunksFull(String why) {
    return new Refusal("trunk-full", why, 503, true);
  }

  static Refusal carriersFailed(String why) {
    return new Refusal("carriers-failed", why, 503, true);
  }

  static Refusal unusableAudio(int status, String why) {
    return new Refusal("audio-unusable", why, status, false);
  }

  /** Of a caller who must be who they say, as the record names it. */
  static Refusal unverified(Verification found, Verification.Problem problem) {
    boolean passes =
        problem == Verification.Problem.NOT_IN_TIME
            || problem == Verification.Problem.NO_CERTIFICATE;
    return new Refusal(
        problem.code(), "The caller is " + found.words(), problem.sipStatus(), passes);
  }

  /** What the other call says of a place in its talk. */
  static Refusal noPlace(int status, String why) {
    return status == 481
        ? new Refusal("no-such-talk", why, status, false)
        : new Refusal("not-joined", why, status, status == 503);
  }

  /** Of an INVITE that became no call. */
  static Refusal noCall(int status, String why) {
    return switch (status) {
      case 403 -> new Refusal("not-admitted", why, status, false);
      case 481 -> new Refusal("no-such-talk", why, status, false);
      case 483 -> new Refusal("too-many-hops", why, status, false);
      case 503 -> new Refusal("no-room", why, status, true);
      default -> new Refusal("message-refused", why, status, false);
    };
  }

  /**
   * How it names that no more is granted. What is in a wallet is not for who is talked to.
   *
   * @param why as the authority has it
   */
  static Refusal notExtended(Refusal why) {
    return why.sipStatus() == CREDIT_USED_UP.sipStatus()
        ? new Refusal(why.code(), CREDIT_USED_UP.reason(), why.sipStatus(), why.retry())
        : why;
  }

  /**
   * A grant is used up, and asking for more may still have helped.
   *
   * @param why what hindered it; null: no answer came
   */
  static Refusal hindered(@Nullable Refusal why) {
    Refusal by = why == null ? AUTHORITY_UNAVAILABLE : why;
    if (by.sipStatus() != AUTHORITY_UNAVAILABLE.sipStatus()) {
      return notExtended(by); // such as a limit of calls within an hour
    }
    return new Refusal(
        by.code(),
        "What was granted is used up, and nobody can say now who pays for more",
        402,
        true);
  }

  static Refusal cannotRecord(String code, String why) {
    return new Refusal(code, why, 503, true);
  }

  static Refusal noDestination(String dialled, String why) {
    return new Refusal("no-such-destination", dialled + ": " + why, 422, false);
  }

  /** A caller whom a program or an application got was not answered. */
  static Refusal notAnsweredInTime(Destination.Steered by) {
    String what = by instanceof Destination.Program ? "program" : "application";
    return new Refusal(
        "not-steered", "The " + what + " did not answer the call in time", 480, true);
  }

  /** Of the other call. */
  static Refusal notJoined(int status, String why) {
    return status == 481
        ? new Refusal("no-such-talk", why, 404, false)
        : new Refusal("not-joined", why, 409, false);
  }

  /** What the far end said. */
  static Refusal notReferred(int status, String why) {
    return new Refusal("not-transferred", status + " " + why, 409, false);
  }

  static Refusal noSupervisor(String why) {
    return new Refusal("no-supervisor", why, 480, true);
  }

  static Refusal notSpoken(String why) {
    return new Refusal("not-spoken", why, 502, true);
  }

  static Refusal noAccount(String user) {
    return new Refusal("no-such-account", "There is no account " + user, 422, false);
  }

  static Refusal noRoom(String why) {
    return new Refusal("no-room", why, 503, true);
  }
}
