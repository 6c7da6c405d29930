package org.meterline.telephony.speech;

import org.meterline.telephony.speech.Saying.Gender;

/** What money is called in a language. */
record Coin(Gender gender, String one, String many) {
  /** A currency and its hundredth. */
  record Pair(Coin whole, Coin part) {}

  static Pair pair(Coin whole, Coin part) {
    return new Pair(whole, part);
  }

  Piece of(boolean single) {
    return Piece.word(single ? one : many);
  }
}
