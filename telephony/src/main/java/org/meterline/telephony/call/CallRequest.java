package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Prompt;

/**
 * A call that somebody asks for who does not call: one party is called first and, when it answers,
 * is given to a program of the tenant, or connected to the other party, which is called then, or
 * left to the verbs of whoever asked.
 *
 * @param call its id (UUIDv7), minted by who asks: the same id again begins no second call
 * @param account the phone whose call it is: its wallet is the caller's when it is decided who
 *     pays, and its caller id the one shown outside unless another is wished; null for nobody's
 * @param by who asks for it, for the record
 * @param then what the first party gets: a program, an extension or a number; the first itself when
 *     nobody else is called
 * @param variables channel variables from the start on; the authority's facts of both legs
 * @param announcement what the first party hears in place of all that: nobody is called then, and
 *     nothing can be done with the call but to end it; else null
 * @param steered nobody else is called, and no program runs: verbs say what comes next
 */
public record CallRequest(
    CallId call,
    Domain domain,
    @Nullable String account,
    String by,
    Party first,
    Party then,
    Map<String, String> variables,
    @Nullable Announcement announcement,
    boolean steered) {
  public CallRequest {
    variables = Map.copyOf(variables);
  }

  /** A call of two parties. */
  public CallRequest(
      CallId call,
      Domain domain,
      @Nullable String account,
      String by,
      Party first,
      Party then,
      Map<String, String> variables) {
    this(call, domain, account, by, first, then, variables, null, false);
  }

  /** A call that says something to one party outside. */
  public static CallRequest telling(
      CallId call, Domain domain, String by, Party party, Announcement announcement) {
    return new CallRequest(call, domain, null, by, party, party, Map.of(), announcement, false);
  }

  /** A call of one party, which verbs steer when it has answered. */
  public static CallRequest steered(
      CallId call,
      Domain domain,
      @Nullable String account,
      String by,
      Party party,
      Map<String, String> variables) {
    return new CallRequest(call, domain, account, by, party, party, variables, null, true);
  }

  /**
   * Something that is for the ears of one party alone: no record shows it, nobody is let in.
   *
   * @param title what is recorded as called then, for people
   * @param trunks the names of those that may carry it
   */
  public record Announcement(String title, List<Prompt> prompts, Set<String> trunks) {
    public Announcement {
      prompts = List.copyOf(prompts);
      trunks = Set.copyOf(trunks);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  Origin.Desk from() {
    return new Origin.Desk(domain, account, by);
  }

  /**
   * Who is to be called.
   *
   * @param dialled as a phone of the tenant would dial it
   * @param callerId what it is shown: a number or an inside name of the tenant's; null for what
   *     suits: inside the other party, outside the tenant's number or none
   * @param ringTime so long it may ring; longer than nothing. Of no meaning to a program
   */
  public record Party(String dialled, @Nullable String callerId, Duration ringTime) {
    public Party {
      if (ringTime.isNegative() || ringTime.isZero()) {
        throw new IllegalArgumentException("nobody answers in no time");
      }
    }
  }
}
