package org.meterline.telephony.call;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says who pays for a leg, at what price and for how long. Blocks plainly and may take as long as a
 * database does; the engine calls it off the call's mailbox. Idempotent by leg and sequence: the
 * same question again gets the same answer. It never throws for a refusal; whatever it throws
 * counts as {@code authority-unavailable} (503, retry).
 *
 * <p>There is no way to give a grant back here: the journal's {@link CallFact.LegEnded} settles or
 * voids it, and nothing else does.
 */
public interface CallAuthority {
  /** Asked before the leg is set up. */
  Answer admit(Ask ask);

  /**
   * Asked ahead of the end of the current grant.
   *
   * @param sequence 1, 2, 3 … for this leg; a repeated sequence changes nothing
   * @param used how long the leg has been charged up to now
   */
  Answer extend(LegId leg, int sequence, Duration used);

  /**
   * A leg that wants to be set up.
   *
   * @param from where the call comes from; of a leg that a carrier wants, that carrier
   * @param caller the account's user or the calling number, as the record shows it
   * @param to what it goes to
   * @param trunks names of the trunks that could carry it, best first; empty if none is needed
   * @param facts channel variables that the call's program has or has set by then
   * @param sentOnBy the user whose phone sends the call there, who is not who calls, or whom a
   *     carrier sends there; null: nobody's
   */
  record Ask(
      CallId call,
      LegId leg,
      Domain domain,
      Origin from,
      String caller,
      Destination.Found to,
      List<String> trunks,
      Instant at,
      Map<String, String> facts,
      @Nullable String sentOnBy) {
    /** A leg that who calls wants. */
    public Ask(
        CallId call,
        LegId leg,
        Domain domain,
        Origin from,
        String caller,
        Destination.Found to,
        List<String> trunks,
        Instant at,
        Map<String, String> facts) {
      this(call, leg, domain, from, caller, to, trunks, at, facts, null);
    }

    public Ask {
      trunks = List.copyOf(trunks);
      facts = Map.copyOf(facts);
    }
  }

  /** The authority's answer. */
  sealed interface Answer {
    /** What was decided of who pays, to be kept with the call; null if nothing was. */
    @Nullable Decision decision();
  }

  /**
   * Go on.
   *
   * @param until how long the leg may be charged in all, counted from its answer; {@link
   *     #UNLIMITED} when nobody has to pay for it
   * @param last nothing more can be had as things stand: at {@code until} the leg is cut
   * @param announceBefore how long before a last grant's end the paying side hears of it
   * @param trunks the names of the trunks to try, in this order
   * @param payer who pays, for the record
   * @param decision why it is they who pay; null if nobody has to, or it was told before
   * @param lack why there is no more, if the call is cut at {@code until} for it; null: the credit
   *     of whoever pays buys no more
   * @param followed somebody stands by who may pay from {@code until} on: the end of a last grant
   *     is announced only once the authority has said that nobody does
   */
  record Granted(
      Duration until,
      boolean last,
      Duration announceBefore,
      List<String> trunks,
      String payer,
      @Nullable Decision decision,
      @Nullable Refusal lack,
      boolean followed)
      implements Answer {
    /** No end: the leg costs nothing. */
    public static final Duration UNLIMITED = Duration.ofDays(36_500);

    public Granted {
      trunks = List.copyOf(trunks);
    }

    /** With nothing to be told of how it was decided, and nobody standing by. */
    public Granted(
        Duration until, boolean last, Duration announceBefore, List<String> trunks, String payer) {
      this(until, last, announceBefore, trunks, payer, null, null, false);
    }

    /** Whether nobody has to pay. */
    boolean unlimited() {
      return until.compareTo(UNLIMITED) >= 0;
    }
  }

  /**
   * No. The leg is not set up, or ends with the grant it has.
   *
   * @param decision why nobody pays, or who would have paid; null if that was not asked
   */
  record Refused(Refusal why, @Nullable Decision decision) implements Answer {
    /** That was not about who pays. */
    public Refused(Refusal why) {
      this(why, null);
    }
  }

  /**
   * Who pays for a leg and the facts it was decided from: kept with the call. The engine passes it
   * to the journal and does not look into it.
   *
   * @param json what the authority wants to find again
   */
  record Decision(Instant made, String json) {}
}
