package org.meterline.billing.payer;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

/** What a fact is compared with. Its kind decides how the fact is read. */
public sealed interface Value {
  Pattern AMOUNT = Pattern.compile("(-?[0-9]{1,18}(?:\\.[0-9]{1,12})?) ([A-Z]{3})");
  Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,12})?");

  /** As {@link #parse} reads it. */
  String text();

  /** The fact read as a value of this kind; empty if it is none. */
  Optional<Value> read(String fact);

  /** How it compares to another of its kind; empty if the two cannot be put in an order. */
  Optional<Integer> order(Value other);

  /** An amount of money, such as {@code 50 EUR}. */
  record Amount(Money money) implements Value {
    @Override
    public String text() {
      return money.toString();
    }

    @Override
    public Optional<Value> read(String fact) {
      return Value.amount(fact);
    }

    @Override
    public Optional<Integer> order(Value other) {
      return other instanceof Amount(Money than) && than.currency().equals(money.currency())
          ? Optional.of(money.compareTo(than))
          : Optional.empty();
    }
  }

  /** A number, such as {@code 3}. */
  record Decimal(BigDecimal number) implements Value {
    @Override
    public String text() {
      return number.toPlainString();
    }

    @Override
    public Optional<Value> read(String fact) {
      return Value.number(fact);
    }

    @Override
    public Optional<Integer> order(Value other) {
      return other instanceof Decimal(BigDecimal than)
          ? Optional.of(number.compareTo(than))
          : Optional.empty();
    }
  }

  /** {@code true} or {@code false}. */
  record Flag(boolean on) implements Value {
    @Override
    public String text() {
      return Boolean.toString(on);
    }

    @Override
    public Optional<Value> read(String fact) {
      return Value.flag(fact);
    }

    @Override
    public Optional<Integer> order(Value other) {
      return other instanceof Flag(boolean than)
          ? Optional.of(Boolean.compare(on, than))
          : Optional.empty();
    }
  }

  /** Any text, capitals and small letters told apart. */
  record Text(String value) implements Value {
    @Override
    public String text() {
      boolean plain = !value.isBlank() && value.equals(value.strip()) && !value.startsWith("\"");
      return plain && parse(value) instanceof Text ? value : '"' + value + '"';
    }

    @Override
    public Optional<Value> read(String fact) {
      return Optional.of(new Text(fact));
    }

    @Override
    public Optional<Integer> order(Value other) {
      return other instanceof Text(String than)
          ? Optional.of(value.compareTo(than))
          : Optional.empty();
    }
  }

  /**
   * Reads {@code 50 EUR}, {@code 3}, {@code true}; all else is text, and so is what stands in
   * quotation marks.
   */
  static Value parse(String text) {
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      return new Text(text.substring(1, text.length() - 1));
    }
    return amount(text).or(() -> number(text)).or(() -> flag(text)).orElseGet(() -> new Text(text));
  }

  private static Optional<Value> amount(String text) {
    var parts = AMOUNT.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Currency.find(parts.group(2))
          .map(currency -> new Amount(Money.parse(parts.group(1), currency)));
    } catch (NumberFormatException | MoneyOverflow e) {
      return Optional.empty();
    }
  }

  private static Optional<Value> number(String text) {
    var plain = text.strip();
    return NUMBER.matcher(plain).matches()
        ? Optional.of(new Decimal(new BigDecimal(plain)))
        : Optional.empty();
  }

  private static Optional<Value> flag(String text) {
    return switch (text.strip()) {
      case "true" -> Optional.of(new Flag(true));
      case "false" -> Optional.of(new Flag(false));
      default -> Optional.empty();
    };
  }
}
