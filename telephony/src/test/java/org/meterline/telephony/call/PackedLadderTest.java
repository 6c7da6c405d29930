package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackedLadderTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private static final Instant AT = Instant.parse("2026-11-05T10:00:00.25Z");
  private static final List<LadderEntry> STEPS =
      List.of(
          new LadderEntry(AT, LegId.mint(), "caller", "meterline", "INVITE", "a: b\r\n"),
          new LadderEntry(AT, null, "meterline", "meterline", "TALKING", "\u20AC"));

  @Test
  void whatWasPackedComesOut() {
    assertEquals(STEPS, PackedLadder.of(STEPS).entries());
    assertEquals(STEPS, PackedLadder.packed(PackedLadder.of(STEPS).gzip()).entries());
  }

  @Test
  void aJournalHasItAsText() throws Exception {
    PackedLadder packed = PackedLadder.of(STEPS);
    String json = JSON.writeValueAsString(packed);
    assertEquals('"', json.charAt(0));
    assertEquals(packed, JSON.readValue(json, PackedLadder.class));
  }

  @Test
  void anOlderJournalHasTheStepsThemselves() throws Exception {
    String json = JSON.writeValueAsString(STEPS);
    assertEquals(STEPS, JSON.readValue(json, PackedLadder.class).entries());
  }

  /** Wherever it is, but in the header of ten octets (RFC 1952, section 2.3). */
  @Test
  void aDamagedOneIsToldSo() {
    byte[] whole = PackedLadder.of(STEPS).gzip();
    for (int i = 10; i < whole.length; i++) {
      byte[] gzip = whole.clone();
      gzip[i] ^= 0x55;
      assertThrows(UncheckedIOException.class, PackedLadder.packed(gzip)::entries, "octet " + i);
    }
  }
}
