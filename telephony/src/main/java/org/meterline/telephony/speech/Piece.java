package org.meterline.telephony.speech;

import java.util.Locale;

/**
 * A word, or a part of one, for which there is a prompt.
 *
 * @param prompt its name, for example {@code words/zwanzig}
 * @param text how it is written
 * @param glue what parts it from the one before in writing
 */
public record Piece(String prompt, String text, String glue) {
  static Piece word(String text) {
    String name =
        text.toLowerCase(Locale.ROOT)
            .replace("ä", "ae")
            .replace("ö", "oe")
            .replace("ü", "ue")
            .replace("ß", "ss")
            .replace("ø", "oe")
            .replaceAll("[^a-z0-9]+", "-");
    return new Piece("words/" + name, text, " ");
  }

  /** A figure, whose prompt programs play by its name, too. */
  static Piece figure(int value, String text) {
    return new Piece("digits/" + value, text, " ");
  }

  /** The same, written behind the one before by something else than a blank. */
  Piece glued(String with) {
    return new Piece(prompt, text, with);
  }
}
