package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StreamFramerTest {
  private static final int LARGEST = 400;
  private static final String PING = "\r\n\r\n";

  /** What a framer makes of pieces. */
  private static final class Told implements StreamFramer.Sink {
    final List<String> all = new ArrayList<>();
    final StreamFramer framer = new StreamFramer(LARGEST);
    boolean useful = true;

    Told(String... pieces) {
      for (String piece : pieces) {
        take(piece.getBytes(StandardCharsets.UTF_8));
      }
    }

    void take(byte[] piece) {
      useful = framer.take(piece, piece.length, this);
    }

    @Override
    public void message(byte[] message) {
      all.add(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void ping() {
      all.add(PING);
    }

    @Override
    public void endless(byte[] head) {
      all.add("endless " + head.length);
    }
  }

  /** Latin-1 has a line end of Unicode, 0x85, which is the second octet of a letter of UTF-8. */
  @Example
  void noLineEndOfUnicodeBeginsALine() {
    String message = lines("OPTIONS sip:a@b SIP/2.0", "Subject: \u00c5l: 500", "l: 0") + "\r\n";
    assertEquals(List.of(message), new Told(message).all);
  }

  /** As long as this no head can be: it shows that the time grows with the length alone. */
  @Example
  void aLengthBehindBlanksIsReadOnce() {
    String head = "OPTIONS sip:a@b SIP/2.0\r\nl:a" + " ".repeat(4_000_000) + "b\r\n\r\n";
    var framer = new StreamFramer(head.length());
    byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
    var told = new Told();
    assertFalse(framer.take(bytes, bytes.length, told));
    assertEquals(List.of("endless " + head.length()), told.all);
  }

  @Provide
  Arbitrary<String> message() {
    Arbitrary<String> name =
        Arbitraries.of("Content-Length: ", "content-length:", "l : ", "L:\r\n ");
    Arbitrary<String> body = Arbitraries.strings().withChars("aé\r\n:").ofMaxLength(40);
    Arbitrary<String> bare = Arbitraries.of(lines("OPTIONS x SIP/2.0", "X: é", ""), PING);
    Arbitrary<String> whole =
        Combinators.combine(name, body)
            .as(
                (length, text) ->
                    lines(
                            "INVITE sip:x@y SIP/2.0",
                            length + text.getBytes(StandardCharsets.UTF_8).length,
                            "X-Content-Length: 7",
                            "")
                        + text);
    return Arbitraries.oneOf(whole, bare);
  }

  @Property(tries = 300)
  void howeverTheStreamIsTornTheMessagesAreTheSame(
      @ForAll("row") List<String> messages,
      @ForAll List<@net.jqwik.api.constraints.IntRange(min = 1, max = 60) Integer> cuts) {
    byte[] stream = String.join("", messages).getBytes(StandardCharsets.UTF_8);
    var told = new Told();
    int at = 0;
    for (int i = 0; at < stream.length; i++) {
      int count = cuts.isEmpty() ? stream.length : cuts.get(i % cuts.size());
      told.take(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + count)));
      at += count;
    }
    assertEquals(messages, told.all);
    assertTrue(told.useful && told.framer.between());
  }

  @Provide
  Arbitrary<List<String>> row() {
    return message().list().ofMaxSize(6);
  }

  @Property(tries = 200)
  void noBytesDoHarm(@ForAll List<byte[]> pieces) {
    var told = new Told();
    for (byte[] piece : pieces) {
      told.take(piece);
    }
    assertTrue(told.all.stream().allMatch(each -> each.length() <= LARGEST));
  }

  @Example
  void aLengthThatIsNoneEndsTheStream() {
    for (String length : List.of("-1", "none", "", "1 2", "99999999999", "401")) {
      var told = new Told(lines("A b SIP/2.0", "Content-Length: " + length, ""), "more");
      assertEquals(1, told.all.size(), length);
      assertTrue(told.all.getFirst().startsWith("endless "), told.all::toString);
      assertFalse(told.useful);
    }
    var two = new Told(lines("A b SIP/2.0", "Content-Length: 1", "l: 2", ""));
    assertTrue(two.all.getFirst().startsWith("endless "));
    var same = new Told(lines("A b SIP/2.0", "Content-Length: 1", "l: 1", "") + "x");
    assertEquals(1, same.all.size());
    assertTrue(same.useful);
  }

  @Example
  void aHeadHasAnEnd() {
    var told = new Told("A b SIP/2.0\r\nX: " + "y".repeat(2 * LARGEST));
    assertEquals(List.of("endless " + LARGEST), told.all);
    assertFalse(told.useful);
  }

  @Example
  void onlyEmptyLinesTwiceArePings() {
    var told = new Told("\r\n", lines("A b SIP/2.0", ""), "\r", "\n\r\n\r\n");
    assertEquals(List.of(lines("A b SIP/2.0", ""), PING), told.all);
  }

  @Example
  void aMessageAloneMayDoWithoutALength() {
    String head = lines("A b SIP/2.0", "X: y");
    assertEquals(
        head + lines("Content-Length: 4", "") + "bódy".substring(0, 3),
        alone(head + "\r\n" + "bódy".substring(0, 3)));
    String said = head + lines("l: 2", "") + "bo";
    assertEquals(said, alone(said));
    assertEquals("nothing", alone("nothing"));
  }

  private static String alone(String message) {
    return new String(
        StreamFramer.alone(message.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }
}
