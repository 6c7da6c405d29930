package org.meterline.telephony.call;

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

  private Refusals() {}

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
