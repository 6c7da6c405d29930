package org.meterline.telephony.program;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.meterline.telephony.speech.Saying;
import org.meterline.telephony.speech.Saying.Gender;

/** What the SAY commands mean. */
final class AgiSayings {
  private static final int WITH_FORMAT = 3;
  private static final int WITH_ZONE = 4;

  /** The letters of a format (voicemail.conf) that are days, and those that are times. */
  private static final String OF_DAYS = "AaBbhdeYmqQ";

  private static final String OF_TIMES = "HIklMpPRSTn";

  private AgiSayings() {}

  /** What is to be said; empty when the arguments make no sense. */
  static Optional<Saying> of(AgiCommand command, List<String> args) {
    int most =
        switch (command) {
          case SAY_NUMBER -> WITH_FORMAT;
          case SAY_DATETIME -> WITH_ZONE;
          default -> 2;
        };
    if (args.size() < 2 || args.size() > most) {
      return Optional.empty();
    }
    String given = args.getFirst();
    OptionalLong number = AgiNumbers.scan(given);
    try {
      return switch (command) {
        case SAY_ALPHA -> Optional.of(new Saying.Letters(given));
        case SAY_PHONETIC -> Optional.of(new Saying.Phonetic(given));
        default -> number.isEmpty() ? Optional.empty() : counted(command, number.getAsLong(), args);
      };
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Saying> counted(AgiCommand command, long number, List<String> args) {
    return Optional.of(
        switch (command) {
          case SAY_NUMBER ->
              new Saying.Cardinal(
                  BigDecimal.valueOf(number), gender(args.size() > 2 ? args.get(2) : ""));
          case SAY_DATE -> new Saying.Date(at(number, "").toLocalDate());
          case SAY_TIME -> new Saying.Time(at(number, "").toLocalTime());
          case SAY_DATETIME ->
              moment(
                  at(number, args.size() == WITH_ZONE ? args.get(WITH_FORMAT) : ""),
                  args.size() > 2 ? args.get(2) : "");
          default -> new Saying.Digits(args.getFirst());
        });
  }

  private static LocalDateTime at(long seconds, String zone) {
    ZoneId there = zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone.strip());
    return LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), there);
  }

  /** A format with days alone, with times alone, or with both; all else of it is ours. */
  private static Saying moment(LocalDateTime at, String format) {
    String letters = format.replaceAll("'[^']*'", "");
    boolean days = letters.chars().anyMatch(c -> OF_DAYS.indexOf(c) >= 0);
    boolean times = letters.chars().anyMatch(c -> OF_TIMES.indexOf(c) >= 0);
    if (days == times) {
      return new Saying.Moment(at.toLocalDate(), at.toLocalTime());
    }
    return days ? new Saying.Date(at.toLocalDate()) : new Saying.Time(at.toLocalTime());
  }

  /** As {@code say.c} takes them: m, f, n and c, by their first letter. */
  private static Gender gender(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "m", "male" -> Gender.MASCULINE;
      case "f", "female" -> Gender.FEMININE;
      case "n", "neuter" -> Gender.NEUTER;
      default -> Gender.COUNTED;
    };
  }
}
