package org.meterline.billing.rate;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * A named part of the week in a deck's own zone. Several with the same name are one band together.
 *
 * @param name without spaces, such as {@code peak}
 * @param days digits 1 (Monday) to 7 (Sunday), and H for the deck's holidays; a holiday is no
 *     weekday
 * @param from second of the local day, included
 * @param until second of the local day, not included; at most 86400. At or before {@code from} it
 *     means both ends of the same days: from {@code from} to midnight, and from midnight to {@code
 *     until}
 */
public record TimeBand(String name, String days, int from, int until) {
  static final int DAY = 86_400;
  static final int HOLIDAY = 7;

  private static final Pattern FORM =
      Pattern.compile("(\\S{1,40}) ([1-7H]{1,8}) ([0-9:]{5,8})-([0-9:]{5,8})");

  public TimeBand {
    if (!name.matches("\\S{1,40}") || !days.matches("[1-7H]{1,8}")) {
      throw new IllegalArgumentException("not a time band: " + name + " " + days);
    }
    if (from < 0 || from >= DAY || until <= 0 || until > DAY) {
      throw new IllegalArgumentException("a time band lies within a day: " + name);
    }
  }

  /**
   * Reads {@code peak 12345 08:00-18:00}; midnight at the end is {@code 24:00} or {@code 00:00}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TimeBand parse(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a time band: " + text);
    }
    try {
      int until = parts.group(4).equals("24:00") ? DAY : second(parts.group(4));
      return new TimeBand(
          parts.group(1), parts.group(2), second(parts.group(3)), until == 0 ? DAY : until);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a time of day in the time band " + text, e);
    }
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return name + " " + days + " " + shown(from) + "-" + shown(until);
  }

  /** Whether it holds at a second of a day of that kind: 0 is Monday, 7 a holiday. */
  boolean holds(int day, int second) {
    if (days.indexOf(day == HOLIDAY ? 'H' : (char) ('1' + day)) < 0) {
      return false;
    }
    return from < until ? from <= second && second < until : from <= second || second < until;
  }

  private static int second(String time) {
    return LocalTime.parse(time).toSecondOfDay();
  }

  private static String shown(int second) {
    return second == DAY ? "24:00" : LocalTime.ofSecondOfDay(second).toString();
  }
}
