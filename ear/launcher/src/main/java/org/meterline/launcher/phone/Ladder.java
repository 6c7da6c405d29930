package org.meterline.launcher.phone;

import java.util.ArrayList;
import java.util.List;

/** What went to and fro, for people. Safe for many threads. */
public final class Ladder {
  private final long began;
  private final int limit;
  private final List<Rung> rungs = new ArrayList<>();

  /** A ladder whose zero is now. */
  public Ladder() {
    this(10_000);
  }

  private Ladder(int limit) {
    this.began = System.nanoTime();
    this.limit = limit;
  }

  /** One that keeps nothing. */
  public static Ladder discarding() {
    return new Ladder(0);
  }

  /**
   * One message or event.
   *
   * @param millis since the beginning
   * @param way sent, received, or neither
   */
  public record Rung(long millis, Way way, String text) {}

  /** Which way a message went. */
  public enum Way {
    SENT,
    RECEIVED,
    NOTE
  }

  /** Something that is no message. */
  public void note(String text) {
    add(Way.NOTE, text);
  }

  synchronized void add(Way way, String text) {
    if (rungs.size() < limit) {
      rungs.add(new Rung((System.nanoTime() - began) / 1_000_000, way, text));
    }
  }

  public synchronized List<Rung> rungs() {
    return List.copyOf(rungs);
  }

  /** As a drawing: the phone on the left, Meterline on the right. */
  public String draw(String left, String right) {
    StringBuilder text = new StringBuilder("  %9s  %-46s%s%n".formatted("", left, right));
    for (Rung rung : rungs()) {
      String shown = rung.text.length() > 44 ? rung.text.substring(0, 43) + "…" : rung.text;
      String line =
          switch (rung.way) {
            case SENT -> "│── " + shown + " " + "─".repeat(44 - shown.length()) + "▶│";
            case RECEIVED -> "│◀─ " + shown + " " + "─".repeat(45 - shown.length()) + "│";
            case NOTE -> "│   " + shown + " ".repeat(46 - shown.length()) + "│";
          };
      text.append("  %7.3f s  %s%n".formatted(rung.millis / 1e3, line));
    }
    return text.toString();
  }
}
