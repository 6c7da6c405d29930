package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SmsPduTest {
  static final String HOW_ARE_YOU =
      "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";

  /** The well-known vector: seven bits, an international number. */
  @Example
  void aMessageAsEveryBookHasIt() {
    SmsPdu.Outgoing pdu = SmsPdu.submit("+46708251358", "hellohello", 0).getFirst();
    assertEquals("0001000B916407281553F800000AE8329BFD4697D9EC37", pdu.hex());
    assertEquals(22, pdu.length());
  }

  @Example
  void aMessageThatCame() {
    SmsPdu.Incoming message = SmsPdu.deliver(HOW_ARE_YOU);
    assertEquals("+31641600986", message.from());
    assertEquals("How are you?", message.text());
    assertEquals(1, message.parts());
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> gsm =
        Arbitraries.strings().withChars("aZ09 @£èØΔ€[]{}^~|\\\n").ofMaxLength(400);
    Arbitrary<String> any =
        Arbitraries.of("a", "ß", "日", "😀", "€").list().ofMaxSize(200).map(l -> String.join("", l));
    return Arbitraries.oneOf(gsm, any);
  }

  /** What is sent is what comes, in however many parts, none of them beyond 140 octets. */
  @Property(tries = 300)
  void allThatIsSentArrives(@ForAll("texts") String text) {
    List<SmsPdu.Outgoing> parts = SmsPdu.submit("+4930123456", text, 77);
    StringBuilder arrived = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      SmsPdu.Incoming part = SmsPdu.deliver(delivered(parts.get(i).hex()));
      assertEquals("+4930123456", part.from());
      assertEquals(parts.size(), part.parts());
      assertEquals(i + 1, part.part());
      arrived.append(part.text());
      assertTrue(parts.get(i).length() <= 14 + 140, "too long: " + parts.get(i).length());
    }
    assertEquals(text, arrived.toString());
  }

  /** What the network makes of a message on its way: SUBMIT to DELIVER, with a time. */
  static String delivered(String submitted) {
    int header = Integer.parseInt(submitted.substring(2, 4), 16) & 0x40;
    int digits = Integer.parseInt(submitted.substring(6, 8), 16);
    int end = 10 + (digits + 1) / 2 * 2;
    return "00"
        + "%02X".formatted(header)
        + submitted.substring(6, end + 4)
        + SENT
        + submitted.substring(end + 4);
  }

  /** Half a past five in the afternoon, an hour east of Greenwich. */
  private static final String SENT = "62116271030040";

  static final Instant SENT_AT = Instant.parse("2026-11-26T16:30:00Z");

  @Example
  void whenTheCentreTookIt() {
    assertEquals(
        Instant.parse("2002-08-26T19:37:41Z"),
        SmsPdu.deliver(message("20806291731408")).sent(),
        "in Greenwich");
    assertEquals(SENT_AT, SmsPdu.deliver(message(SENT)).sent());
    assertEquals( // New York, 20 quarters to the west
        Instant.parse("2026-11-26T22:30:00Z"), SmsPdu.deliver(message("6211627103000A")).sent());
    assertNull(SmsPdu.deliver(message("62139971030040")).sent(), "no such month");
    assertNull(SmsPdu.deliver(message("FFFFFFFFFFFFFF")).sent());
  }

  private static String message(String stamp) {
    return "07911326040000F0040B911346610089F60000" + stamp + "0CC8F71D14969741F977FD07";
  }

  /** Phones cut texts at 67 units, whatever they cut. */
  @Example
  void aCharacterThatIsCutInTwoIsWholeAgain() {
    String text = "😀";
    StringBuilder arrived = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      String half = "%04X".formatted((int) text.charAt(i));
      SmsPdu.Incoming part =
          SmsPdu.deliver("00440B911346610089F60008" + SENT + "08" + "0500034D020" + (i + 1) + half);
      assertEquals(2, part.parts());
      arrived.append(part.text());
    }
    assertEquals(text, arrived.toString());
  }

  /** 3GPP TS 23.038, section 4: messages that wait elsewhere are told of in seven bits. */
  @Example
  void aMessageThatTellsOfOthersIsRead() {
    assertEquals(
        "How are you?",
        SmsPdu.deliver(
                "07911326040000F0040B911346610089F600C8208062917314080CC8F71D14969741F977FD07")
            .text());
  }

  @Property(tries = 500)
  void rubbishIsRefusedAndNothingElse(@ForAll byte[] rubbish) {
    String hex = java.util.HexFormat.of().formatHex(rubbish);
    try {
      assertTrue(SmsPdu.deliver(hex).parts() >= 0);
    } catch (IllegalArgumentException expected) {
      assertTrue(expected.getMessage() != null);
    }
  }

  @Example
  void aNumberIsANumber() {
    assertThrows(IllegalArgumentException.class, () -> SmsPdu.submit("12\r", "x", 0));
    assertThrows(IllegalArgumentException.class, () -> SmsPdu.deliver("zz"));
  }
}
