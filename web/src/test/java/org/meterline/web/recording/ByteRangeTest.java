package org.meterline.web.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What players ask for of a file of a hundred octets. */
class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-,0,99",
    "bytes=0-0,0,0",
    "bytes=44-49,44,49",
    "bytes=90-500,90,99",
    "bytes=-10,90,99",
    "bytes=-500,0,99"
  })
  void oneRangeIsTaken(String header, long first, long last) {
    ByteRange range = ByteRange.of(header, 100).orElseThrow();
    assertEquals(new ByteRange(first, last), range);
    assertEquals(last - first + 1, range.length());
    assertTrue(range.satisfiable(100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,5-6", "bytes=9-3", "bytes=-", "words=0-5", "bytes=a-b", ""})
  void whatIsNoRangeIsTheWhole(String header) {
    assertEquals(Optional.empty(), ByteRange.of(header, 100));
  }

  @Test
  void beyondTheEndThereIsNothing() {
    assertEquals(Optional.empty(), ByteRange.of(null, 100));
    assertFalse(ByteRange.of("bytes=100-", 100).orElseThrow().satisfiable(100));
    assertFalse(ByteRange.of("bytes=500-600", 100).orElseThrow().satisfiable(100));
    assertFalse(ByteRange.of("bytes=-0", 100).orElseThrow().satisfiable(100));
  }
}
