package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AtChannelTest {
  private static List<String> heard(AtChannel[] out) {
    List<String> lines = new ArrayList<>();
    out[0] = new AtChannel(line -> lines.add(line.text()));
    return lines;
  }

  private static void take(AtChannel channel, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    channel.take(bytes, bytes.length);
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.of(
        "OK",
        "ERROR",
        "RING",
        "+CSQ: 20,99",
        "+CLIP: \"+49301234567\",145",
        "NO CARRIER",
        "AT+CSQ",
        "+CME ERROR: 30",
        "SIMCOM_SIM7600E-H",
        "0791947106004034040B91");
  }

  /** However the bytes are cut, and whatever line noise is among them. */
  @Property(tries = 300)
  void linesAreTheSameInAnyPieces(
      @ForAll @Size(max = 12) List<@net.jqwik.api.From("lines") String> said,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 9) Integer> pieces,
      @ForAll boolean noise) {
    String all =
        String.join("", said.stream().map(line -> "\r\n" + line + "\r\n").toList())
            .replace("R", noise ? "R\u0000\u00fe" : "R");
    byte[] bytes = all.getBytes(StandardCharsets.ISO_8859_1);
    AtChannel[] channel = new AtChannel[1];
    List<String> lines = heard(channel);
    int at = 0;
    for (int i = 0; at < bytes.length; i++) {
      int end = Math.min(bytes.length, at + pieces.get(i % pieces.size()));
      channel[0].take(Arrays.copyOfRange(bytes, at, end), end - at);
      at = end;
    }
    assertEquals(said, lines);
  }

  /** Anything at all ends nothing and grows nothing. */
  @Property(tries = 300)
  void anythingIsTaken(@ForAll byte[] rubbish) {
    AtChannel[] channel = new AtChannel[1];
    List<String> lines = heard(channel);
    channel[0].take(rubbish, rubbish.length);
    take(channel[0], "\r\nOK\r\n");
    assertEquals("OK", lines.getLast());
    assertTrue(lines.stream().allMatch(line -> line.length() <= AtChannel.LONGEST));
  }

  @Example
  void anEndlessLineIsPassedOver() {
    AtChannel[] channel = new AtChannel[1];
    List<String> lines = heard(channel);
    take(channel[0], "x".repeat(10_000) + "\r\nRING\r\n");
    assertEquals(List.of("RING"), lines);
  }

  @Example
  void anEchoIsNoReplyAndComesOnce() {
    AtChannel[] channel = new AtChannel[1];
    List<String> lines = heard(channel);
    channel[0].sent("AT+CSQ");
    take(channel[0], "AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\nAT+CSQ\r\n");
    assertEquals(List.of("+CSQ: 20,99", "OK", "AT+CSQ"), lines);
  }

  @Example
  void aPromptHasNoEnd() {
    AtChannel[] channel = new AtChannel[1];
    List<String> lines = heard(channel);
    take(channel[0], "\r\n> ");
    assertEquals(List.of("> "), lines);
    channel[0].sent("0011");
    take(channel[0], "0011\u001a\r\n+CMGS: 4\r\n\r\nOK\r\n");
    assertEquals(List.of("> ", "+CMGS: 4", "OK"), lines);
  }

  @Example
  void partsAreReadWithTheirQuotationMarks() {
    AtLine.Info info = (AtLine.Info) AtLine.of("+CLCC: 1,1,4,0,0,\"+4930,1\",145,\"\"");
    assertEquals(List.of("1", "1", "4", "0", "0", "+4930,1", "145", ""), info.parts());
    assertEquals(4, info.number(2));
    assertEquals(-1, info.number(5));
    assertEquals(-1, info.number(9));
    assertFalse(AtLine.of("http: //x").isNews());
  }
}
