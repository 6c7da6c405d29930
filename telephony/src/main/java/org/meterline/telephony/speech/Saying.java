package org.meterline.telephony.speech;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Currency;

/** Something to be said. All but text is spelled from prompts; text takes a voice. */
public sealed interface Saying {
  /** Whether {@code one} is said as {@code ein}, {@code eine} or {@code eins} in German. */
  enum Gender {
    COUNTED,
    MASCULINE,
    FEMININE,
    NEUTER
  }

  /**
   * Any text.
   *
   * @param text 1 to 2,000 characters
   */
  record Text(String text) implements Saying {
    private static final int MOST = 2_000;

    public Text {
      if (text.isBlank() || text.length() > MOST) {
        throw new IllegalArgumentException("a text has 1 to " + MOST + " characters");
      }
    }
  }

  /** Digits, {@code *} and {@code #} one by one; other signs are left out. */
  record Digits(String digits) implements Saying {
    public Digits {
      limited(digits);
    }
  }

  /** Letters, digits and a few signs one by one; what has no name is left out. */
  record Letters(String letters) implements Saying {
    public Letters {
      limited(letters);
    }
  }

  /** The same by the spelling alphabet of radio: Alfa, Bravo. */
  record Phonetic(String letters) implements Saying {
    public Phonetic {
      limited(letters);
    }
  }

  /** Beyond trillions (10¹⁵) it is said digit by digit. */
  record Cardinal(BigDecimal value, Gender gender) implements Saying {
    private static final int MOST = 64;

    public Cardinal {
      if (value.precision() > MOST || Math.abs((long) value.scale()) > MOST) {
        throw new IllegalArgumentException("a number has up to " + MOST + " digits");
      }
    }
  }

  /**
   * The third.
   *
   * @param value 0 to 999,999
   */
  record Ordinal(int value) implements Saying {
    private static final int MOST = 999_999;

    public Ordinal {
      if (value < 0 || value > MOST) {
        throw new IllegalArgumentException("an ordinal number is 0 to " + MOST);
      }
    }
  }

  /** A day, of the years 1 to 9999. */
  record Date(LocalDate date) implements Saying {
    public Date {
      if (date.getYear() < 1 || date.getYear() > 9_999) {
        throw new IllegalArgumentException("not a year that is said: " + date.getYear());
      }
    }
  }

  /** Of 24 hours, to the minute. */
  record Time(LocalTime time) implements Saying {}

  /** The day of the week, the date and the time. */
  record Moment(LocalDate date, LocalTime time) implements Saying {}

  /** How long something lasts, to the second. */
  record Length(Duration length) implements Saying {}

  /**
   * An amount of money. One finer than the currency's smallest coin is said as a number with
   * decimals.
   */
  record Money(BigDecimal amount, Currency currency) implements Saying {
    private static final int MOST = 64;

    public Money {
      if (amount.precision() > MOST || Math.abs((long) amount.scale()) > MOST) {
        throw new IllegalArgumentException("an amount has up to " + MOST + " digits");
      }
    }
  }

  private static void limited(String signs) {
    if (signs.length() > 256) {
      throw new IllegalArgumentException("up to 256 signs are said one by one");
    }
  }
}
