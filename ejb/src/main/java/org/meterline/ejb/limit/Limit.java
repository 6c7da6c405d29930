package org.meterline.ejb.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.ejb.number.DestinationGroup;

/**
 * What there may be at most of calls to the outside.
 *
 * @param ceiling the operator's; else the tenant's own
 * @param who a user; empty: all together; {@code *}: each user alone
 * @param destination a group of destinations; empty: all together; {@code *}: each alone
 * @param calls begun in an hour; null: any number
 * @param atOnce calls that are up; null: any number
 * @param money settled in an hour or held now; null: any amount
 */
public record Limit(
    UUID id,
    boolean ceiling,
    String who,
    String destination,
    @Nullable Integer calls,
    @Nullable Integer atOnce,
    @Nullable Money money) {
  /** Each of them alone. */
  public static final String EACH = "*";

  /** Whether calls of that user to that destination count. */
  boolean applies(String user, String group) {
    return (who.isEmpty() || who.equals(EACH) || who.equals(user))
        && (destination.isEmpty() || destination.equals(EACH) || destination.equals(group));
  }

  /** The user of whose calls it is asked; empty: everybody's. */
  String asUser(String user) {
    return who.isEmpty() ? "" : user;
  }

  /** The destination of which it is asked; empty: all. */
  String asDestination(String group) {
    return destination.isEmpty() ? "" : group;
  }

  /**
   * What was used of a limit.
   *
   * @param calls begun in this hour
   * @param live calls that are up
   * @param units of money in the limit's currency
   */
  public record Used(int calls, int live, long units) {}

  /** Which part of a limit stands in the way. */
  public enum Part {
    CALLS,
    AT_ONCE,
    MONEY
  }

  /** A sentence for people: what is reached. */
  String reached(Part part, String user, String group) {
    List<String> of = new ArrayList<>();
    of.add(
        switch (part) {
          case CALLS -> ofCalls(calls) + " an hour";
          case AT_ONCE -> ofCalls(atOnce) + " at once";
          case MONEY -> money + " an hour";
        });
    String forUser = asUser(user);
    if (!who.isEmpty()) {
      of.add(forUser.isEmpty() ? "for calls of nobody" : "for " + forUser);
    }
    if (!destination.isEmpty()) {
      of.add("to " + DestinationGroup.inWords(group));
    }
    return "The limit of " + String.join(" ", of) + " is reached.";
  }

  private static String ofCalls(@Nullable Integer number) {
    return number != null && number == 1 ? "1 call" : number + " calls";
  }
}
