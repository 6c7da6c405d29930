package org.meterline.telephony.trunk;

import java.util.regex.Pattern;

/**
 * How a trunk writes numbers.
 *
 * @param called of calls that go out over it, and {@code caller} who is shown
 * @param calledIn of calls that come in, and {@code callerIn} who calls
 */
public record Rewriting(Rule called, Rule caller, Rule calledIn, Rule callerIn) {
  public static final Rewriting NONE = new Rewriting(Rule.NONE, Rule.NONE, Rule.NONE, Rule.NONE);

  /** With or without what stands before a country's code. */
  public enum Form {
    /** As it is. */
    AS_IS,
    /** {@code +4930555} */
    PLUS,
    /** {@code 4930555} */
    DIGITS,
    /** {@code 004930555} */
    DOUBLE_ZERO
  }

  /**
   * First the form is made, then the prefix is changed. What is no number stays as it is.
   *
   * @param form of a number with its country's code
   * @param strip taken away from the front, if it stands there
   * @param add put to the front; where something is to be stripped, only of what had it
   */
  public record Rule(Form form, String strip, String add) {
    private static final Pattern NUMBER = Pattern.compile("[+]?[0-9*#]+");
    public static final Rule NONE = new Rule(Form.AS_IS, "", "");

    /** The number as the other side has it. */
    public String of(String number) {
      if (!NUMBER.matcher(number).matches()) {
        return number;
      }
      String formed =
          switch (form) {
            case AS_IS -> number;
            case PLUS -> "+" + digits(number);
            case DIGITS -> digits(number);
            case DOUBLE_ZERO -> "00" + digits(number);
          };
      return formed.startsWith(strip) ? add + formed.substring(strip.length()) : formed;
    }

    private static String digits(String number) {
      return number.startsWith("+")
          ? number.substring(1)
          : number.startsWith("00") ? number.substring(2) : number;
    }
  }
}
