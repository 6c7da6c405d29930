package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SmsPduTest {
  /** The well-known vector: seven bits, an international number. */
  @Example
  void aMessageAsEveryBookHasIt() {
    SmsPdu.Outgoing pdu = SmsPdu.submit("+46708251358", "hellohello", 0).getFirst();
    assertEquals("0001000B916407281553F800000AE8329BFD4697D9EC37", pdu.hex());
    assertEquals(22, pdu.length());
  }

  @Example
  void aMessageThatCame() {
    SmsPdu.Incoming message =
        SmsPdu.deliver(
            "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07");
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
        + "62112617300040"
        + submitted.substring(end + 4);
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
