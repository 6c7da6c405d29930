package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line is charged instead of what stands, with what was lost and given back before. */
class DueTest {

  @ParameterizedTest(name = "{0}, {1} beyond its hold, {2} given back: now {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # amount | overrun | given back | cost | overrun | stays given back | to take
              1000 |       0 |          0 | 1000 |       0 |                0 |       0
              1000 |       0 |          0 |  600 |       0 |                0 |    -400
              1000 |       0 |          0 | 1200 |       0 |                0 |     200
              1000 |       0 |          0 |    0 |       0 |                0 |   -1000
                 0 |       0 |          0 |  500 |       0 |                0 |     500
          # what no hold covered is not asked for later, and goes first
              1000 |     100 |          0 | 1200 |     100 |                0 |     200
              1000 |     100 |          0 |  950 |      50 |                0 |       0
              1000 |     100 |          0 |  900 |       0 |                0 |       0
              1000 |     100 |          0 |  600 |       0 |                0 |    -300
          # what was given back by hand is not given back once more, nor taken again
              1000 |       0 |        300 |  600 |       0 |                0 |    -100
              1000 |       0 |        300 |  700 |       0 |                0 |       0
              1000 |       0 |        300 |  800 |       0 |              100 |       0
              1000 |       0 |        300 | 1000 |       0 |              300 |       0
              1000 |       0 |        300 | 1200 |       0 |              300 |     200
              1000 |       0 |       1000 | 1000 |       0 |             1000 |       0
              1000 |       0 |       1000 |  400 |       0 |              400 |       0
          # both
              1000 |     100 |        300 |  950 |      50 |              300 |       0
              1000 |     100 |        300 |  800 |       0 |              200 |       0
          """)
  void counts(
      long amount,
      long overrun,
      long givenBack,
      long cost,
      long newOverrun,
      long staysGivenBack,
      long toTake) {
    var due = Due.of(new Standing(amount, overrun, givenBack, 0, 60), cost);
    assertEquals(newOverrun, due.overrun());
    assertEquals(staysGivenBack, due.refunded());
    assertEquals(toTake, due.toTake());
  }
}
