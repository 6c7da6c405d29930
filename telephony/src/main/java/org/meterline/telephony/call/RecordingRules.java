package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's rules of recording. For who calls, their phone's rule counts, else that of the number
 * they show, else the tenant's; for who is called, the rule of the number that was dialled, else
 * their phone's, else the tenant's. It is recorded when one of the two says so, unless a rule of a
 * number or phone says never. When both do, what asks more of the two counts. Immutable.
 */
public final class RecordingRules {
  /** Nothing is recorded by rule. */
  public static final RecordingRules NONE = new RecordingRules(List.of());

  private final Map<RecordingRule.Scope, RecordingRule> byScope;

  private RecordingRules(List<RecordingRule> rules) {
    byScope =
        rules.stream()
            .collect(Collectors.toUnmodifiableMap(RecordingRule::scope, Function.identity()));
  }

  /** Of rules for different phones and numbers, and at most one for all. */
  public static RecordingRules of(List<RecordingRule> rules) {
    return rules.isEmpty() ? NONE : new RecordingRules(rules);
  }

  boolean isEmpty() {
    return byScope.isEmpty();
  }

  /**
   * Who talks.
   *
   * @param calling the phone that calls, and {@code called} the one that is called; null: none of
   *     the tenant's
   * @param dialled a number or extension, as the directory writes it
   * @param shown the number that is shown outside; null when none is
   */
  record Parties(
      @Nullable String calling,
      @Nullable String called,
      String dialled,
      @Nullable String shown,
      boolean fromOutside,
      boolean toOutside) {}

  /**
   * What the rules come to for a call.
   *
   * @param rule the one that asks most
   * @param because whose rules, for people
   */
  record Ruling(
      RecordingRule rule,
      String because,
      boolean tellsCaller,
      boolean tellsCalled,
      boolean required) {}

  /** Whether the talk is to be recorded, and how. */
  Optional<Ruling> of(Parties who) {
    List<RecordingRule> calling = new ArrayList<>();
    List<RecordingRule> called = new ArrayList<>();
    if (who.calling() != null) {
      add(calling, new RecordingRule.Scope.Phone(who.calling()));
    }
    if (who.toOutside() && who.shown() != null) {
      add(calling, new RecordingRule.Scope.Dialled(who.shown()));
    }
    boolean taken = who.fromOutside() || who.called() != null || !who.toOutside();
    if (taken) {
      add(called, new RecordingRule.Scope.Dialled(who.dialled()));
    }
    if (who.called() != null) {
      add(called, new RecordingRule.Scope.Phone(who.called()));
    }
    if (Stream.concat(calling.stream(), called.stream())
        .anyMatch(rule -> rule.ways() == RecordingRule.Ways.NEVER)) {
      return Optional.empty();
    }
    add(calling, new RecordingRule.Scope.Tenant());
    if (who.fromOutside() || !who.toOutside()) {
      add(called, new RecordingRule.Scope.Tenant());
    }
    List<RecordingRule> say = new ArrayList<>();
    if (who.calling() != null || who.toOutside()) {
      say(calling, RecordingRule.Ways.OUTGOING, who.toOutside(), say);
    }
    if (taken) {
      say(called, RecordingRule.Ways.INCOMING, who.fromOutside() || who.toOutside(), say);
    }
    return ruling(say);
  }

  private void add(List<RecordingRule> to, RecordingRule.Scope scope) {
    RecordingRule rule = byScope.get(scope);
    if (rule != null) {
      to.add(rule);
    }
  }

  /** The first of a side's rules counts for it. */
  private static void say(
      List<RecordingRule> side, RecordingRule.Ways way, boolean outside, List<RecordingRule> say) {
    if (!side.isEmpty()) {
      RecordingRule first = side.getFirst();
      if (first.ways().has(way) && (outside || first.internal()) && !say.contains(first)) {
        say.add(first);
      }
    }
  }

  private static Optional<Ruling> ruling(List<RecordingRule> say) {
    return say.stream()
        .max(Comparator.comparing(RecordingRule::consent))
        .map(
            most ->
                new Ruling(
                    most,
                    say.stream()
                        .map(rule -> rule.scope().title())
                        .collect(Collectors.joining(" and ")),
                    say.stream().anyMatch(rule -> rule.told().caller()),
                    say.stream().anyMatch(rule -> rule.told().called()),
                    say.stream().anyMatch(RecordingRule::required)));
  }
}
