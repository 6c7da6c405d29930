package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerIdTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "Ada" <+4930555101> | Ada | +4930555101
          Ada Lovelace <101> | Ada Lovelace | 101
          "Ada <101>" | Ada | 101
          <101> | `` | 101
          Ada <(030) 555-101 | Ada | 030555101
          "A \\"B\\"" <1> | A "B" | 1
          101 | `` | 101
          +49 30 555.101 | `` | +4930555101
          *21# | `` | *21#
          "101" | 101 | ``
          Ada | Ada | ``
          "Ada" | Ada | ``
          `` | `` | ``
          x <[1-9]-2> | x | [1-9]2
          """)
  void isReadAsAsteriskReadsIt(String text, String name, String number) {
    assertEquals(new CallerIdText(name, number), CallerIdText.parse(text));
  }
}
