package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Prompt;

/**
 * A call that somebody asks for who does not call: one party is called first, and gets something
 * when it answers.
 *
 * @param call its id (UUIDv7), minted by who asks: the same id again begins no second call
 * @param account the phone whose call it is: its wallet is the caller's when it is decided who
 *     pays, and its caller id the one shown outside unless another is wished; null for nobody's
 * @param by who asks for it, for the record
 * @param variables channel variables from the start on; the authority's facts of both legs
 */
public record CallRequest(
    CallId call,
    Domain domain,
    @Nullable String account,
    String by,
    Party first,
    Then then,
    Map<String, String> variables) {
  public CallRequest {
    variables = Map.copyOf(variables);
  }

  /** What the first party gets. */
  public sealed interface Then {}

  /** No program runs: an application of the tenant's says by verbs what comes next. */
  public record Application() implements Then {}

  /**
   * Something that is for the ears of the first party alone, which is outside: no record shows it,
   * nobody is let in, and nothing can be done with the call but to end it.
   *
   * @param title what is recorded as called then, for people
   * @param trunks the names of those that may carry it
   */
  public record Announcement(String title, List<Prompt> prompts, Set<String> trunks)
      implements Then {
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

  /** Who is called after the first; the first itself when nobody else is. */
  Party other() {
    return then instanceof Party party ? party : first;
  }

  /**
   * Who is to be called: an extension or a number, or, after the first, a program of the tenant.
   *
   * @param dialled as a phone of the tenant would dial it
   * @param callerId what it is shown: a number or an inside name of the tenant's; null for what
   *     suits: inside the other party, outside the tenant's number or none
   * @param ringTime so long it may ring; longer than nothing. Of no meaning to a program
   */
  public record Party(String dialled, @Nullable String callerId, Duration ringTime)
      implements Then {
    public Party {
      if (ringTime.isNegative() || ringTime.isZero()) {
        throw new IllegalArgumentException("nobody answers in no time");
      }
    }
  }
}
