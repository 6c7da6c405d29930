package org.meterline.telephony.guard;

/** What a source is blamed for. */
public enum Offence {
  /** A user or password that is none. */
  WRONG_PASSWORD(1, "guesses passwords"),
  /** A message that cannot be read. */
  MALFORMED(1, "sends what cannot be read"),
  /** A domain that is not served here, without a proof of who asks. */
  UNKNOWN_DOMAIN(1, "looks for domains"),
  /** A User-Agent that only scanners have. */
  SCANNER(Integer.MAX_VALUE, "is a scanner by its own word");

  final int weight;
  final String sentence;

  Offence(int weight, String sentence) {
    this.weight = weight;
    this.sentence = sentence;
  }
}
