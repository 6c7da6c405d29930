package org.meterline.ejb.control;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;

/**
 * Something to be said: one of text and what is spelled from prompts.
 *
 * @param text spoken by a voice
 * @param number decimal, for example {@code -12.5}
 * @param gender of what the number counts: {@code m}, {@code f} or {@code n}
 * @param letters one by one
 * @param phonetic letters by the spelling alphabet
 * @param date for example {@code 2026-03-03}
 * @param time of 24 hours, for example {@code 14:30}
 * @param dateTime for example {@code 2026-03-03T14:30}
 * @param seconds how long something lasts
 * @param language a tag of BCP 47: the call's if not told
 * @param voice whose, of text
 */
public record Said(
    @Nullable String text,
    @Nullable String number,
    @Nullable String gender,
    @Nullable Integer ordinal,
    @Nullable String digits,
    @Nullable String letters,
    @Nullable String phonetic,
    @Nullable String date,
    @Nullable String time,
    @Nullable String dateTime,
    @Nullable Long seconds,
    @Nullable Amount money,
    @Nullable String language,
    @Nullable String voice) {
  private static final String TAG = "[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}";
  private static final String VOICE = "[A-Za-z][A-Za-z0-9+._-]{0,63}";

  /** An amount of money. */
  public record Amount(@Nullable String amount, @Nullable String currency) {}

  /** What is to be said. */
  Prompt.Spoken prompt(String field) {
    if (language != null && !language.matches(TAG)) {
      throw Refused.invalid(field + ".language", "is not a language's tag");
    }
    if (voice != null && !voice.matches(VOICE)) {
      throw Refused.invalid(field + ".voice", "cannot be a voice's name");
    }
    return new Prompt.Spoken(saying(field), language, voice);
  }

  private Saying saying(String field) {
    long told =
        Stream.of(
                text, number, ordinal, digits, letters, phonetic, date, time, dateTime, seconds,
                money)
            .filter(each -> each != null)
            .count();
    if (told != 1) {
      throw Refused.invalid(field, "must say one thing");
    }
    try {
      return Stream.<Optional<Saying>>of(
              Optional.ofNullable(text).map(Saying.Text::new),
              Optional.ofNullable(number)
                  .map(value -> new Saying.Cardinal(new BigDecimal(value), gender(field))),
              Optional.ofNullable(ordinal).map(Saying.Ordinal::new),
              Optional.ofNullable(digits).map(Saying.Digits::new),
              Optional.ofNullable(letters).map(Saying.Letters::new),
              Optional.ofNullable(phonetic).map(Saying.Phonetic::new),
              Optional.ofNullable(date).map(day -> new Saying.Date(LocalDate.parse(day))),
              Optional.ofNullable(time).map(hour -> new Saying.Time(LocalTime.parse(hour))),
              Optional.ofNullable(dateTime)
                  .map(LocalDateTime::parse)
                  .map(at -> new Saying.Moment(at.toLocalDate(), at.toLocalTime())),
              Optional.ofNullable(seconds)
                  .map(lasts -> new Saying.Length(Duration.ofSeconds(lasts))),
              Optional.ofNullable(money).map(amount -> money(amount, field)))
          .flatMap(Optional::stream)
          .findFirst()
          .orElseThrow();
    } catch (DateTimeException e) {
      throw Refused.invalid(field, "is not a date or time");
    } catch (NumberFormatException e) {
      throw Refused.invalid(field, "is not a number");
    } catch (IllegalArgumentException e) {
      throw Refused.invalid(field, String.valueOf(e.getMessage()));
    }
  }

  private Saying.Gender gender(String field) {
    return switch (gender == null ? "" : gender.toLowerCase(Locale.ROOT)) {
      case "" -> Saying.Gender.COUNTED;
      case "m" -> Saying.Gender.MASCULINE;
      case "f" -> Saying.Gender.FEMININE;
      case "n" -> Saying.Gender.NEUTER;
      default -> throw Refused.invalid(field + ".gender", "must be m, f or n");
    };
  }

  private static Saying money(Amount money, String field) {
    if (money.amount() == null || money.currency() == null) {
      throw Refused.invalid(field + ".money", "needs an amount and a currency");
    }
    Currency currency =
        Currency.getAvailableCurrencies().stream()
            .filter(each -> each.getCurrencyCode().equals(money.currency()))
            .findFirst()
            .orElseThrow(
                () -> Refused.invalid(field + ".money.currency", "is not a currency's code"));
    return new Saying.Money(new BigDecimal(money.amount()), currency);
  }
}
