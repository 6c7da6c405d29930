package org.meterline.billing.payer;

/** How a fact is compared. */
public enum Comparison {
  AT_LEAST(">=", "at least"),
  AT_MOST("<=", "at most"),
  NOT_EQUAL("!=", "other than"),
  EQUAL("=", "equal to"),
  MORE(">", "more than"),
  LESS("<", "less than"),
  STARTS("starts", "beginning with"),
  CONTAINS("contains", "with");

  private final String sign;
  private final String words;

  Comparison(String sign, String words) {
    this.sign = sign;
    this.words = words;
  }

  /** As a condition writes it. */
  String sign() {
    return sign;
  }

  String words() {
    return words;
  }

  /** Whether it says something of values of that kind. */
  boolean suits(Value value) {
    return switch (this) {
      case EQUAL, NOT_EQUAL -> true;
      case AT_LEAST, AT_MOST, MORE, LESS ->
          value instanceof Value.Amount || value instanceof Value.Decimal;
      case STARTS, CONTAINS -> value instanceof Value.Text;
    };
  }

  /** Whether it holds; values that cannot be put in an order have nothing in common. */
  boolean holds(Value fact, Value than) {
    if (fact instanceof Value.Text(String text) && than instanceof Value.Text(String part)) {
      switch (this) {
        case STARTS -> {
          return text.startsWith(part);
        }
        case CONTAINS -> {
          return text.contains(part);
        }
        default -> {}
      }
    }
    return fact.order(than)
        .map(
            order ->
                switch (this) {
                  case AT_LEAST -> order >= 0;
                  case AT_MOST -> order <= 0;
                  case NOT_EQUAL -> order != 0;
                  case EQUAL -> order == 0;
                  case MORE -> order > 0;
                  case LESS -> order < 0;
                  case STARTS, CONTAINS -> false;
                })
        .orElse(false);
  }
}
