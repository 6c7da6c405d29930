package org.meterline.telephony.trunk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which trunks are tried, and in which order. A chain of questions: is it enabled, does it carry
 * the number (longest prefix first), does the authority allow it (cheapest first), is it well, has
 * it room. Where they leave trunks alike, preference and then weight decide. A trunk that is unwell
 * is not left out, only tried after the others: when it is the only one, a try costs less than a
 * call that never was. Safe for many threads.
 */
public final class TrunkChoice {
  public final Health health;
  public final Capacity capacity;
  private final IntUnaryOperator dice;

  /**
   * @param nanos a monotonic clock
   * @param rest how long a trunk that failed is tried after the others
   */
  public TrunkChoice(LongSupplier nanos, Duration rest) {
    this(
        new Health(nanos, rest),
        new Capacity(nanos),
        bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  /**
   * @param dice gives a number from 0 to below what it is given
   */
  public TrunkChoice(Health health, Capacity capacity, IntUnaryOperator dice) {
    this.health = health;
    this.capacity = capacity;
    this.dice = dice;
  }

  /**
   * @param trunks best first
   * @param not why the others are not, by name
   */
  public record Able(List<Trunk> trunks, Map<String, String> not) {
    public Able {
      trunks = List.copyOf(trunks);
      not = Map.copyOf(not);
    }

    public List<String> names() {
      return trunks.stream().map(Trunk::name).toList();
    }
  }

  /**
   * What is to become of a trunk for a number.
   *
   * @param turn 1 for the first to be tried; 0: not tried
   * @param why it is not tried, or tried so late; empty if there is nothing to say
   */
  public record Considered(Trunk trunk, int turn, String why) {}

  /**
   * The trunks that could carry the number, those that are alike by preference and weight.
   *
   * @param digits in E.164 without the plus
   */
  public Able able(List<Trunk> all, String digits) {
    Map<String, String> not = new LinkedHashMap<>();
    List<Trunk> able = new ArrayList<>();
    for (Trunk trunk : all) {
      if (!trunk.enabled()) {
        not.put(trunk.name(), "it is switched off");
      } else if (trunk.carries(digits) < 0) {
        not.put(trunk.name(), "it does not carry this number");
      } else {
        able.add(trunk);
      }
    }
    List<Trunk> shared = shared(able);
    shared.sort(Comparator.comparingInt((Trunk trunk) -> -trunk.carries(digits)));
    return new Able(shared, not);
  }

  /** By preference; those of the same one as the dice fall, by weight. */
  private List<Trunk> shared(List<Trunk> trunks) {
    List<Trunk> left = new ArrayList<>(trunks);
    left.sort(Comparator.comparingInt(Trunk::preference));
    List<Trunk> order = new ArrayList<>();
    while (!left.isEmpty()) {
      int preference = left.getFirst().preference();
      List<Trunk> alike = left.stream().filter(t -> t.preference() == preference).toList();
      Trunk next = drawn(alike);
      order.add(next);
      left.remove(next);
    }
    return order;
  }

  private Trunk drawn(List<Trunk> alike) {
    int sum = alike.stream().mapToInt(Trunk::weight).sum();
    if (sum == 0) {
      return alike.getFirst();
    }
    int fallen = dice.applyAsInt(sum);
    for (Trunk trunk : alike) {
      fallen -= trunk.weight();
      if (fallen < 0) {
        return trunk;
      }
    }
    return alike.getLast();
  }

  /**
   * The trunks among {@code able} whose names are allowed, in the order to try them: the well ones
   * first, of those the ones with the longest prefix, of those as the authority has them.
   */
  public List<Trunk> order(List<Trunk> able, List<String> allowed, String digits) {
    List<Trunk> order = new ArrayList<>();
    for (String name : allowed) {
      able.stream().filter(trunk -> trunk.name().equals(name)).forEach(order::add);
    }
    order.sort(
        Comparator.comparingInt(this::unwell)
            .thenComparingInt((Trunk trunk) -> -trunk.carries(digits)));
    return order;
  }

  /**
   * The order for emergencies, whatever is allowed: the well ones first of those that are meant for
   * them, then of the others; else as they are given.
   */
  public List<Trunk> emergency(List<Trunk> meant, List<Trunk> others) {
    return Stream.concat(well(meant), well(others)).toList();
  }

  private Stream<Trunk> well(List<Trunk> trunks) {
    return trunks.stream().filter(Trunk::enabled).sorted(Comparator.comparingInt(this::unwell));
  }

  /** The chain's answers for each trunk, those that are tried first. */
  public List<Considered> explain(
      List<Trunk> all, Able able, List<String> allowed, Map<String, String> why, String digits) {
    List<Considered> tried = new ArrayList<>();
    List<Considered> not = new ArrayList<>();
    for (Trunk trunk : order(able.trunks(), allowed, digits)) {
      Optional<String> full = capacity.full(trunk);
      if (full.isPresent()) {
        not.add(new Considered(trunk, 0, full.get()));
      } else {
        tried.add(new Considered(trunk, tried.size() + 1, unwellWhy(trunk)));
      }
    }
    for (Trunk trunk : all) {
      String reason = able.not().get(trunk.name());
      if (reason == null && !allowed.contains(trunk.name())) {
        reason = why.getOrDefault(trunk.name(), "it may not be used for this call");
      }
      if (reason != null) {
        not.add(new Considered(trunk, 0, reason));
      }
    }
    tried.addAll(not);
    return tried;
  }

  private String unwellWhy(Trunk trunk) {
    Health.Seen seen = health.of(trunk.name());
    return seen.reason().isEmpty()
        ? ""
        : seen.state().name().toLowerCase(Locale.ROOT) + ": " + seen.reason();
  }

  private int unwell(Trunk trunk) {
    return switch (health.of(trunk.name()).state()) {
      case UNKNOWN, UP -> 0;
      case SUSPECT -> 1;
      case DOWN -> 2;
    };
  }

  /** The trunk was silent or said that it cannot. */
  public void failed(Trunk trunk, String why, @Nullable Duration rest) {
    health.failed(trunk.name(), why, rest);
  }

  /** The trunk carried a call, or refused one for the call's own reasons. */
  public void worked(Trunk trunk) {
    health.worked(trunk.name());
  }
}
