package org.meterline.bench;

import java.util.Locale;

/**
 * One measured figure.
 *
 * @param target in words; empty where there is none, as for what is only there for comparison
 */
record Figure(String name, String value, String target, Verdict verdict) {
  enum Verdict {
    MET("met"),
    MISSED("missed"),
    NONE("");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A figure that has to stay below its target. */
  static Figure below(String name, double value, double target, String unit) {
    return new Figure(
        name,
        number(value) + " " + unit,
        "< " + number(target) + " " + unit,
        value < target ? Verdict.MET : Verdict.MISSED);
  }

  /** A figure that has to reach its target. */
  static Figure above(String name, double value, double target, String unit) {
    return new Figure(
        name,
        number(value) + " " + unit,
        "≥ " + number(target) + " " + unit,
        value >= target ? Verdict.MET : Verdict.MISSED);
  }

  /** A count that has to be zero. */
  static Figure none(String name, long count, long of) {
    return new Figure(
        name,
        String.format(Locale.ROOT, "%,d of %,d", count, of),
        "none",
        count == 0 && of > 0 ? Verdict.MET : Verdict.MISSED);
  }

  /** For comparison only. */
  static Figure plain(String name, String value) {
    return new Figure(name, value, "", Verdict.NONE);
  }

  static Figure millis(String name, double value) {
    return plain(name, number(value) + " ms");
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT, value >= 100 || value == Math.rint(value) ? "%,.0f" : "%.1f", value);
  }
}
