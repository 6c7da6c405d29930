package org.meterline.billing.payer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One step of a rule: who is asked, and what happens when who agreed has no money left, at the
 * beginning or in mid-call. Written as a line of text: {@code sponsors then next}, {@code caller
 * then end}, {@code split caller 4999 tenant 4999 sponsor:… 2 rest tenant then end}.
 *
 * @param goesOn the next step is asked; otherwise the leg is refused, or ends
 */
public record Step(Who who, boolean goesOn) {
  private static final String NEXT = " then next";
  private static final String END = " then end";

  /** Who is asked. */
  public sealed interface Who {}

  /** All sponsors bid: the best offer is taken, then the next best. */
  public record Bids() implements Who {}

  /** One alone. */
  public record One(Party party) implements Who {}

  /** Several, who share the price by weight. All of them must agree. */
  public record Shared(List<Party> parties, Split split) implements Who {
    public Shared {
      parties = List.copyOf(parties);
      if (parties.size() != split.weights().size()
          || new HashSet<>(parties).size() != parties.size()) {
        throw new IllegalArgumentException("a split names each payer once, with a weight");
      }
    }
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return asked() + (goesOn ? NEXT : END);
  }

  private String asked() {
    return switch (who) {
      case Bids b -> "sponsors";
      case One(Party party) -> party.text();
      case Shared(List<Party> parties, Split split) ->
          "split "
              + IntStream.range(0, parties.size())
                  .mapToObj(i -> parties.get(i).text() + " " + split.weights().get(i))
                  .collect(Collectors.joining(" "))
              + " rest "
              + parties.get(split.rest()).text();
    };
  }

  /**
   * Reads a step.
   *
   * @throws IllegalArgumentException if it is none: the message says why
   */
  public static Step parse(String line) {
    var text = line.strip().replaceAll("\\s+", " ");
    boolean goesOn = text.endsWith(NEXT);
    if (!goesOn && !text.endsWith(END)) {
      throw new IllegalArgumentException(
          "a step says what follows when the money ends, then next or then end: " + text);
    }
    var asked = text.substring(0, text.length() - (goesOn ? NEXT : END).length());
    if (asked.equals("sponsors")) {
      return new Step(new Bids(), goesOn);
    }
    return new Step(
        asked.startsWith("split ") ? shared(asked) : new One(Party.parse(asked)), goesOn);
  }

  private static Shared shared(String asked) {
    var words = List.of(asked.split(" ", -1));
    int size = words.size();
    if (size % 2 == 0 || size < 7 || !words.get(size - 2).equals("rest")) {
      throw new IllegalArgumentException(
          "a split is such as: split caller 4999 tenant 5001 rest tenant, not: " + asked);
    }
    var parties = new ArrayList<Party>();
    var weights = new ArrayList<Integer>();
    for (int i = 1; i < size - 2; i += 2) {
      parties.add(Party.parse(words.get(i)));
      if (!words.get(i + 1).matches("[0-9]{1,7}")) {
        throw new IllegalArgumentException("not a weight: " + words.get(i + 1));
      }
      weights.add(Integer.valueOf(words.get(i + 1)));
    }
    return new Shared(
        parties, new Split(weights, parties.indexOf(Party.parse(words.get(size - 1)))));
  }
}
