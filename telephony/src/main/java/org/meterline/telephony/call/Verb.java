package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Prompt;

/**
 * What can be done with a call. A verb is written once; AGI, FastAGI, HTTP and REST are mouths of
 * the same verbs.
 *
 * @param <R> what it answers
 */
public sealed interface Verb<R>
    permits SoundVerb,
        SupervisionVerb,
        Verb.Answer,
        Verb.Status,
        Verb.Ring,
        Verb.Progress,
        Verb.Reject,
        Verb.Redirect,
        Verb.Wait,
        Verb.Dial,
        Verb.SetCallerId,
        Verb.SetVariable,
        Verb.GetVariable,
        Verb.Note,
        Verb.Hold,
        Verb.Unhold,
        Verb.Bridge,
        Verb.Unbridge,
        Verb.Transfer,
        Verb.Join,
        Verb.Refer,
        Verb.RunProgram,
        Verb.StartRecording,
        Verb.TakeMessage,
        Verb.ChangeRecording,
        Verb.HangUp {
  /** The value of a verb that has nothing to tell. */
  enum Nothing {
    NOTHING
  }

  /** Answers the incoming leg (200). Answering again does nothing. */
  record Answer() implements Verb<Nothing> {}

  /** What the call is doing. Works on a dead channel too. */
  record Status() implements Verb<Channel> {}

  /**
   * @param state what the call is doing
   * @param answered whether the incoming leg is answered and not yet over
   */
  record Channel(CallState state, boolean answered) {}

  /** One end of a call, as a verb names it. */
  sealed interface End {
    /**
     * By its part: who calls or is called first, or has come in their place, and who talks to them.
     */
    enum Side implements End {
      CALLER,
      CALLEE
    }

    /** By its leg. */
    record Of(LegId leg) implements End {}
  }

  /** Tells a caller who was not answered that it rings (180). */
  record Ring() implements Verb<Nothing> {}

  /** Opens the audio of a caller who was not answered (183). */
  record Progress() implements Verb<Nothing> {}

  /**
   * Refuses a caller who was not answered, and so ends the call.
   *
   * @param status 400 to 699
   */
  record Reject(int status, String reason) implements Verb<Nothing> {
    public Reject {
      if (status < 400 || status > 699) {
        throw new IllegalArgumentException("not a refusal: " + status);
      }
    }
  }

  /**
   * Sends a caller who was not answered elsewhere (302), and so ends the call.
   *
   * @param to a number or extension of the tenant, or a SIP URI
   */
  record Redirect(String to) implements Verb<Nothing> {}

  /** Lets time pass; digits pressed meanwhile are lost. */
  record Wait(Duration time) implements Verb<Nothing> {}

  /**
   * Dials destinations; who answers first is bridged to the caller until one side ends.
   *
   * @param to at least one
   * @param inTurn the next when the one before has not answered; else all together
   * @param ringing the caller is told at once that it rings, and hears nothing of the far end
   *     before it answers; so it is too when there are several
   * @param longest how long they may talk
   * @param screening what who answers hears first
   */
  record Dial(
      List<To> to,
      boolean inTurn,
      boolean ringing,
      Optional<Duration> longest,
      Optional<Screening> screening)
      implements Verb<Dialled> {
    public Dial {
      to = List.copyOf(to);
      if (to.isEmpty()) {
        throw new IllegalArgumentException("nobody is dialled");
      }
    }

    /** Together, each for the same time. */
    public Dial(
        List<String> dialled, Duration ringTime, boolean ringing, Optional<Duration> longest) {
      this(
          dialled.stream().map(each -> new To(each, ringTime, null)).toList(),
          false,
          ringing,
          longest,
          Optional.empty());
    }

    /** One destination, and nothing special. */
    public Dial(String dialled, Duration ringTime) {
      this(List.of(dialled), ringTime, false, Optional.empty());
    }
  }

  /**
   * Who is dialled.
   *
   * @param dialled an extension or number, as a caller would dial it
   * @param ringTime how long they may ring
   * @param callerId what they are shown: a number of the tenant or the caller's; null for what all
   *     are
   */
  record To(String dialled, Duration ringTime, @Nullable String callerId) {}

  /**
   * What who answers hears before they are bridged; the others ring on meanwhile.
   *
   * @param accept one of these digits takes the call; empty: it is taken when all was heard
   * @param patience how long after the prompts a digit is waited for
   */
  record Screening(List<Prompt> prompts, String accept, Duration patience) {
    public Screening {
      prompts = List.copyOf(prompts);
    }
  }

  /**
   * @param status {@code ANSWER}, {@code BUSY}, {@code NOANSWER}, {@code CANCEL}, {@code
   *     CONGESTION} or {@code CHANUNAVAIL}, as Asterisk's DIALSTATUS names them
   * @param cause of {@link Q850}: what the far end named, or what the status stands for
   * @param reason for people
   * @param talk empty when nobody answered
   * @param refusal by what they were not called, or the talk was ended; null: by nothing of ours
   */
  record Dialled(
      String status,
      int sipStatus,
      int cause,
      String reason,
      Optional<Talk> talk,
      @Nullable Refusal refusal) {
    /** Nothing was refused. */
    public Dialled(String status, int sipStatus, int cause, String reason, Optional<Talk> talk) {
      this(status, sipStatus, cause, reason, talk, null);
    }

    /** Of a far end that names no cause. */
    public Dialled(String status, int sipStatus, String reason, Optional<Talk> talk) {
      this(status, sipStatus, Q850.ofStatus(sipStatus), reason, talk);
    }

    /** They were not called. */
    static Dialled refused(String status, Refusal why) {
      int sipStatus = why.sipStatus();
      return new Dialled(
          status, sipStatus, Q850.ofStatus(sipStatus), why.reason(), Optional.empty(), why);
    }

    /** Nobody answered. */
    public static Dialled unanswered(String status, int sipStatus, String reason) {
      return new Dialled(status, sipStatus, reason, Optional.empty());
    }
  }

  /**
   * A talk with who was dialled.
   *
   * @param dialled who answered, as it was dialled
   * @param channel the leg's name, such as {@code PJSIP/102-0000002b}
   * @param lasted from the dialling to the end
   * @param talked from the answer to the end
   */
  record Talk(String dialled, String channel, Duration lasted, Duration talked) {}

  /**
   * What the next outgoing legs show of the caller.
   *
   * @param number one that the tenant owns, or the caller's own; null leaves it as it is
   * @param name for people, empty for none; null leaves it as it is
   */
  record SetCallerId(@Nullable String number, @Nullable String name) implements Verb<Nothing> {}

  /** Sets a channel variable; works on a dead channel too. */
  record SetVariable(String name, String value) implements Verb<Nothing> {
    /** The variable that is the language of the call's prompts, a tag of BCP 47. */
    public static final String LANGUAGE = "CHANNEL(language)";
  }

  /** Reads a channel variable; works on a dead channel too. */
  record GetVariable(String name) implements Verb<Optional<String>> {
    /** The variable that has the cause of {@link Q850} of who hung up last. */
    public static final String CAUSE = "HANGUPCAUSE";
  }

  /** Adds a line to the call's ladder; works on a dead channel too. */
  record Note(String text) implements Verb<Nothing> {}

  /**
   * Lets an end hear music, apart from the other.
   *
   * @param music heard again and again; empty for the tenant's {@link MusicOnHold}
   */
  record Hold(End end, List<Prompt> music) implements Verb<Nothing> {
    public Hold {
      music = List.copyOf(music);
    }
  }

  /** Ends the music of an end that is on hold; the two hear each other again. */
  record Unhold(End end) implements Verb<Nothing> {}

  /** Joins the two ends that were parted. */
  record Bridge() implements Verb<Nothing> {}

  /** Parts the two ends: each hears silence. */
  record Unbridge() implements Verb<Nothing> {}

  /**
   * Calls somebody in place of one of the two who talk. Who is to pay for the new leg is asked
   * first; the talk goes on until the new one answers, and when they do not it just goes on.
   *
   * @param stays whose talk goes on with the new one
   */
  record Transfer(To to, End.Side stays) implements Verb<Dialled> {
    /** In place of who talks to the caller. */
    public Transfer(To to) {
      this(to, End.Side.CALLER);
    }
  }

  /**
   * Joins one of the two who talk with one of the two who talk in another call of the tenant's; the
   * other two are hung up. Each call keeps the leg that it has, and pays for it as before.
   *
   * @param stays who of this call goes on talking
   * @param otherStays who of the other call
   */
  record Join(End.Side stays, CallId other, End.Side otherStays) implements Verb<Nothing> {}

  /**
   * Asks the far end of an end to call somebody by itself (REFER, RFC 5589); when it has, the call
   * is over. Phones do it, and trunks of which it is said that they do.
   *
   * @param end whose far end is to talk to them
   */
  record Refer(End end, String to) implements Verb<Nothing> {}

  /**
   * Has a program of the tenant steer the call from now on. Who talks to the caller is hung up when
   * somebody pays for the program.
   *
   * @param dialled its number
   */
  record RunProgram(String dialled) implements Verb<Nothing> {}

  /**
   * What is to be recorded.
   *
   * @param end of which what its far end says and hears; null for the whole call, which is what the
   *     caller says and hears, whoever talks to them
   * @param stereo what is said left and what is heard right; else both in one
   * @param beep a tone tells of it
   * @param longest as much is recorded at most
   * @param silence when nothing was said for so long it ends; zero: it does not
   * @param stopOn a digit of these ends it
   * @param by who asks for it, for people
   */
  record Take(
      @Nullable End end,
      boolean stereo,
      boolean beep,
      Duration longest,
      Duration silence,
      String stopOn,
      String by) {}

  /** Begins a recording, which goes on beside everything else. */
  record StartRecording(Take take) implements Verb<RecordingStarted> {}

  /**
   * @param recording its id
   */
  record RecordingStarted(UUID recording) {}

  /** Records what an end says, after a tone if that is wanted, and waits for its end. */
  record TakeMessage(Take take) implements Verb<MessageTaken> {}

  /**
   * @param digit the digit that ended it, if one did
   * @param reason as {@link org.meterline.telephony.recording.Recorded} has it; empty when it ended
   *     before it began
   */
  record MessageTaken(Optional<Character> digit, String reason, Duration length) {}

  /** What can be done with a recording that runs. */
  enum RecordingChange {
    PAUSE,
    RESUME,
    MASK,
    UNMASK,
    STOP
  }

  /**
   * Does it.
   *
   * @param recording which; null for all that run
   */
  record ChangeRecording(@Nullable UUID recording, RecordingChange change)
      implements Verb<Nothing> {}

  /**
   * Ends the call.
   *
   * @param status SIP's, told to ends that were not answered, and as the reason to those that were
   * @param cause of {@link Q850}, told to all
   */
  record HangUp(String reason, int status, int cause) implements Verb<Nothing> {
    /** With the cause that the status stands for. */
    public HangUp(String reason, int status) {
      this(reason, status, Q850.ofStatus(status));
    }

    /** Normal; declined, as far as the ends were not answered. */
    public HangUp(String reason) {
      this(reason, 603, Q850.NORMAL);
    }
  }
}
