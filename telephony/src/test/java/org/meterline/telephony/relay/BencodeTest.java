package org.meterline.telephony.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BencodeTest {
  @Test
  void keysAreInOrderAndTextsAreCountedInOctets() {
    assertEquals(
        "d1:ai7e1:bl2:éi-1eee",
        new String(Bencode.encode(Map.of("b", List.of("é", -1), "a", 7)), StandardCharsets.UTF_8));
  }

  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll String text, @ForAll long number) throws IOException {
    String readable = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    Map<String, Object> value =
        Map.of("sdp", readable, "n", number, "list", List.of(readable, Map.of("k", List.of())));
    assertEquals(value, Bencode.decode(Bencode.encode(value), 0));
  }

  @Property(tries = 500)
  void rubbishIsToldOfAndNothingElse(@ForAll byte[] octets) {
    byte[] begun = new byte[octets.length + 1];
    begun[0] = 'd';
    System.arraycopy(octets, 0, begun, 1, octets.length);
    try {
      var _ = Bencode.decode(begun, 0).size();
    } catch (IOException e) {
      // As it should be.
    }
  }

  @Test
  void whatIsNotWhollyADictionaryIsRefused() {
    for (String wrong :
        List.of(
            "",
            "i1e",
            "le",
            "d",
            "d1:a",
            "d1:ae",
            "dei1e",
            "d1:a9:xe",
            "d-1:ae",
            "d1:ai1x2ee",
            "d1:ai99999999999999999999999ee",
            "d1:a99999999999:e",
            "d" + "1:ad".repeat(40))) {
      byte[] octets = wrong.getBytes(StandardCharsets.US_ASCII);
      assertThrows(IOException.class, () -> Bencode.decode(octets, 0), wrong);
    }
  }
}
