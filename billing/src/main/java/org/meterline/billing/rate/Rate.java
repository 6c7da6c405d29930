package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a rate deck. Prices are exact, in the deck's currency.
 *
 * @param line its number in the deck
 * @param prefix digits of E.164 without the plus, or {@code extension}, {@code program} or {@code
 *     offer}
 * @param destination its name, for people
 * @param price of {@code unitSeconds} from the first second on
 * @param unitSeconds a divisor of 3600: 60 for a price per minute
 * @param connectFee due once, when a leg is answered
 * @param initialSeconds the least that is billed of an answered leg
 * @param incrementSeconds the steps in which use beyond that is billed
 * @param minimumSeconds shorter legs are billed as if they had lasted so long
 * @param graceSeconds legs of no more than that cost nothing at all
 * @param later other prices further on in the leg, in their order
 * @param from and {@code until}: calls that begin then, half-open; null for no end
 * @param band the time band in which it is meant; empty for always
 * @param weight among lines that are meant alike the heaviest wins
 * @param blocked nobody may be called there
 * @param maximum what a leg costs at most; null for no limit
 */
public record Rate(
    int line,
    String prefix,
    String destination,
    BigDecimal price,
    int unitSeconds,
    BigDecimal connectFee,
    int initialSeconds,
    int incrementSeconds,
    int minimumSeconds,
    int graceSeconds,
    List<Later> later,
    @Nullable Instant from,
    @Nullable Instant until,
    String band,
    int weight,
    boolean blocked,
    @Nullable BigDecimal maximum,
    AtMaximum atMaximum) {

  public static final String EXTENSION = "extension";
  public static final String PROGRAM = "program";

  /** What a sponsor offers, wherever a call goes: no number begins so. */
  public static final String OFFER = "offer";

  private static final int HOUR = 3600;
  private static final int DAY = 86_400;

  /** Of lines with one prefix: which is asked first whether it is meant. */
  static final Comparator<Rate> ORDER =
      Comparator.comparing(
              (Rate r) -> r.from == null ? Instant.MIN : r.from, Comparator.reverseOrder())
          .thenComparing(r -> r.band.isEmpty())
          .thenComparing(Comparator.comparingInt((Rate r) -> r.weight).reversed())
          .thenComparingInt(r -> r.line);

  /** From that second of a leg on, a unit costs that much. */
  public record Later(int fromSecond, BigDecimal price) {}

  /** What happens to a leg that has cost all it may. */
  public enum AtMaximum {
    /** It is ended. */
    CUT,
    /** It goes on at no cost. */
    FREE
  }

  public Rate {
    later = List.copyOf(later);
    require(
        prefix.equals(EXTENSION)
            || prefix.equals(PROGRAM)
            || prefix.equals(OFFER)
            || prefix.matches("[0-9]{1,15}"),
        "not a prefix: " + prefix);
    require(price.signum() >= 0 && connectFee.signum() >= 0, "a price is not negative");
    require(
        unitSeconds > 0 && HOUR % unitSeconds == 0,
        "a price is for a number of seconds that divides 3600");
    require(
        initialSeconds >= 0
            && initialSeconds <= HOUR
            && incrementSeconds >= 1
            && incrementSeconds <= HOUR,
        "increments are between 0/1 and 3600/3600 seconds");
    require(
        minimumSeconds >= 0 && minimumSeconds <= DAY, "a minimum is between 0 and 86400 seconds");
    require(graceSeconds >= 0 && graceSeconds <= HOUR, "a grace is between 0 and 3600 seconds");
    int before = 0;
    for (var next : later) {
      require(next.fromSecond() > before, "later prices come in their order, after the start");
      require(next.price().signum() >= 0, "a price is not negative");
      before = next.fromSecond();
    }
    require(
        from == null || until == null || until.isAfter(from), "an end comes after its beginning");
    require(maximum == null || maximum.signum() > 0, "a maximum is more than nothing");
  }

  /** Begins a line: a minute costs nothing, each second counts. */
  public static Draft to(String prefix, String destination) {
    return new Draft(prefix, destination);
  }

  /** Nothing has to be paid, however long it takes. */
  public boolean free() {
    return connectFee.signum() == 0
        && price.signum() == 0
        && later.stream().allMatch(l -> l.price().signum() == 0);
  }

  /** For a leg that goes on with it: no connect fee, initial part, minimum or grace again. */
  Rate goingOn() {
    return new Rate(
        line,
        prefix,
        destination,
        price,
        unitSeconds,
        BigDecimal.ZERO,
        0,
        incrementSeconds,
        0,
        0,
        later,
        from,
        until,
        band,
        weight,
        blocked,
        maximum,
        atMaximum);
  }

  /** Whether calls that begin then are meant. */
  public boolean inForce(Instant at) {
    return (from == null || !at.isBefore(from)) && (until == null || at.isBefore(until));
  }

  /**
   * What is billed for so much use: at least the minimum; the initial part, then whole increments.
   *
   * @throws ArithmeticException if there are not so many seconds
   */
  public long billedSeconds(long seconds) {
    if (seconds <= graceSeconds) {
      return 0;
    }
    long used = Math.max(seconds, minimumSeconds);
    if (used <= initialSeconds) {
      return initialSeconds;
    }
    long steps = Math.ceilDiv(used - initialSeconds, (long) incrementSeconds);
    return Math.addExact(initialSeconds, Math.multiplyExact(steps, (long) incrementSeconds));
  }

  /** What is billed of the shortest leg that costs something. */
  public long firstBilled() {
    return billedSeconds(graceSeconds + 1L);
  }

  /** For people: {@code 0.02 EUR/min + 0.05, 60/1}. */
  String terms(String currency) {
    var text = new StringBuilder(plain(price)).append(' ').append(currency).append(unit());
    if (connectFee.signum() > 0) {
      text.append(" + ").append(plain(connectFee));
    }
    text.append(", ").append(initialSeconds).append('/').append(incrementSeconds);
    for (var next : later) {
      text.append(", from ").append(next.fromSecond()).append(" s ").append(plain(next.price()));
    }
    if (minimumSeconds > 0) {
      text.append(", at least ").append(minimumSeconds).append(" s");
    }
    if (graceSeconds > 0) {
      text.append(", up to ").append(graceSeconds).append(" s free");
    }
    if (maximum != null) {
      text.append(", at most ")
          .append(plain(maximum))
          .append(atMaximum == AtMaximum.CUT ? ", then cut" : ", then free");
    }
    return text.toString();
  }

  private String unit() {
    return switch (unitSeconds) {
      case 1 -> "/s";
      case 60 -> "/min";
      case HOUR -> "/h";
      default -> " per " + unitSeconds + " s";
    };
  }

  static String plain(BigDecimal price) {
    return price.signum() == 0 ? "0" : price.stripTrailingZeros().toPlainString();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** A line being written. */
  public static final class Draft {
    private final String prefix;
    private final String destination;
    private int line = 1;
    private BigDecimal price = BigDecimal.ZERO;
    private int unit = 60;
    private BigDecimal fee = BigDecimal.ZERO;
    private int initial = 1;
    private int increment = 1;
    private int minimum;
    private int grace;
    private final List<Later> later = new ArrayList<>();
    private @Nullable Instant from;
    private @Nullable Instant until;
    private String band = "";
    private int weight;
    private boolean blocked;
    private @Nullable BigDecimal maximum;
    private AtMaximum atMaximum = AtMaximum.FREE;

    private Draft(String prefix, String destination) {
      this.prefix = prefix;
      this.destination = destination;
    }

    public Draft line(int line) {
      this.line = line;
      return this;
    }

    /** The price of a unit, which is a minute unless {@link #unit} says otherwise. */
    public Draft price(BigDecimal price) {
      this.price = price;
      return this;
    }

    public Draft price(String price) {
      return price(new BigDecimal(price));
    }

    public Draft unit(int seconds) {
      this.unit = seconds;
      return this;
    }

    public Draft fee(BigDecimal fee) {
      this.fee = fee;
      return this;
    }

    public Draft fee(String fee) {
      return fee(new BigDecimal(fee));
    }

    public Draft increments(int initial, int increment) {
      this.initial = initial;
      this.increment = increment;
      return this;
    }

    public Draft minimum(int seconds) {
      this.minimum = seconds;
      return this;
    }

    public Draft grace(int seconds) {
      this.grace = seconds;
      return this;
    }

    public Draft later(int fromSecond, BigDecimal price) {
      later.add(new Later(fromSecond, price));
      return this;
    }

    public Draft later(int fromSecond, String price) {
      return later(fromSecond, new BigDecimal(price));
    }

    public Draft inForce(@Nullable Instant from, @Nullable Instant until) {
      this.from = from;
      this.until = until;
      return this;
    }

    public Draft in(String band) {
      this.band = band;
      return this;
    }

    public Draft weighing(int weight) {
      this.weight = weight;
      return this;
    }

    public Draft blocked() {
      this.blocked = true;
      return this;
    }

    public Draft atMost(@Nullable BigDecimal maximum, AtMaximum then) {
      this.maximum = maximum;
      this.atMaximum = then;
      return this;
    }

    /**
     * The line.
     *
     * @throws IllegalArgumentException if it makes no sense: the message says why
     */
    public Rate build() {
      return new Rate(
          line,
          prefix,
          destination,
          price,
          unit,
          fee,
          initial,
          increment,
          minimum,
          grace,
          later,
          from,
          until,
          band,
          weight,
          blocked,
          maximum,
          atMaximum);
    }
  }
}
