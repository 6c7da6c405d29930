package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DleFramingTest {
  private static final class Told implements DleFraming.Heard {
    final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    final StringBuilder events = new StringBuilder();
    int ends;

    @Override
    public void sound(byte[] octets) {
      sound.writeBytes(octets);
    }

    @Override
    public void event(char code) {
      events.append(code);
    }

    @Override
    public void ended() {
      ends++;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sound in which every other octet is DLE. */
  @Provide
  Arbitrary<byte[]> sound() {
    return Arbitraries.bytes()
        .edgeCases(c -> c.includeOnly())
        .flatMap(b -> Arbitraries.of(b, DleFraming.DLE))
        .array(byte[].class)
        .ofMaxSize(60);
  }

  /** However it is cut, events are taken out whole and the sound stays what it was. */
  @Property(tries = 500)
  void soundAndEventsAreToldApart(
      @ForAll @Size(max = 6) List<@From("sound") byte[]> parts,
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 5) Integer> pieces) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    StringBuilder events = new StringBuilder();
    for (byte[] part : parts) {
      plain.writeBytes(part);
      sent.writeBytes(DleFraming.shield(part));
      sent.writeBytes(bytes("\u0010b\u0010XNMBR=1\u00105\u0010.\u0010/"));
      events.append("b/");
    }
    sent.writeBytes(bytes("\u0010\u0003\r\nOK\r\n"));
    Told told = new Told();
    DleFraming framing = new DleFraming(told);
    byte[] all = sent.toByteArray();
    int at = 0;
    for (int i = 0; told.ends == 0; i++) {
      int to = Math.min(all.length, at + pieces.get(i % pieces.size()));
      at = framing.take(all, at, to);
    }
    assertArrayEquals(plain.toByteArray(), told.sound.toByteArray());
    assertEquals(events.toString(), told.events.toString());
    assertEquals("\r\nOK\r\n", new String(all, at, all.length - at, StandardCharsets.ISO_8859_1));
  }

  /** Anything at all is sound, an event or an end, and a shielded sound behind it is heard. */
  @Property(tries = 500)
  void anythingIsTaken(@ForAll byte[] rubbish, @ForAll @From("sound") byte[] sound) {
    Told told = new Told();
    DleFraming framing = new DleFraming(told);
    int at = 0;
    while (at < rubbish.length) {
      at = framing.take(rubbish, at, rubbish.length);
    }
    byte[] silence = new byte[600]; // whatever was begun is given up by then
    framing.take(silence, 0, silence.length);
    told.sound.reset();
    byte[] shielded = DleFraming.shield(sound);
    framing.take(shielded, 0, shielded.length);
    assertArrayEquals(sound, told.sound.toByteArray());
  }

  @Example
  void twoOctetsInOne() {
    Told told = new Told();
    byte[] sent = bytes("a\u0010\u001ab");
    new DleFraming(told).take(sent, 0, sent.length);
    assertArrayEquals(bytes("a\u0010\u0010b"), told.sound.toByteArray());
  }

  /** Eight bits lose what eight bits lose, and no octet of a sample is lost. */
  @Property(tries = 200)
  void samplesAreWhatTheyWere(@ForAll short sample, @ForAll VoiceFormat format) {
    byte[] two = {(byte) sample, (byte) (sample >> 8)};
    byte[] octets = format.ofSamples(two, 2);
    assertEquals(format.octets, octets.length);
    byte[] back = format.toSamples(octets);
    int heard = (short) ((back[0] & 0xFF) | back[1] << 8);
    int most = format == VoiceFormat.SIGNED_16 ? 0 : 256 + Math.abs(sample) / 16;
    assertTrue(Math.abs(heard - sample) <= most, sample + " is heard as " + heard);
  }

  /** As modems of several makers answer. */
  @Example
  void theBestOfWhatIsOffered() {
    List<String> conexant =
        List.of(
            "0,\"SIGNED PCM\",8,0,8000,0,0",
            "1,\"UNSIGNED PCM\",8,0,8000,0,0",
            "129,\"IMA ADPCM\",4,0,8000,0,0",
            "131,\"Mu-Law\",8,0,8000,0,0",
            "132,\"A-Law\",8,0,8000,0,0",
            "133,\"14 bit PCM\",14,0,8000,0,0");
    best(conexant, 115_200, VoiceFormat.A_LAW, 132);
    best(conexant.subList(0, 4), 115_200, VoiceFormat.MU_LAW, 131);
    best(conexant.subList(0, 3), 115_200, VoiceFormat.UNSIGNED_8, 1);
    best(conexant.subList(0, 1), 115_200, VoiceFormat.SIGNED_8, 0);
    List<String> other =
        List.of(
            "128,\"8-BIT LINEAR\",(7200,8000,11025)",
            "129,\"16-BIT LINEAR\",(7200-11025)",
            "130,\"8-BIT ULAW\",(7200)");
    best(other, 115_200, VoiceFormat.UNSIGNED_8, 128);
    best(other, 230_400, VoiceFormat.SIGNED_16, 129);
    best(List.of("+VSM: 5,\"G.711 ALAW\",8,0,(8000),(0),(0)"), 115_200, VoiceFormat.A_LAW, 5);
    assertTrue(VoiceFormat.best(conexant, 38_400).isEmpty());
    assertTrue(VoiceFormat.best(List.of("2;ADPCM;2;0;(9600)", "(1,2)"), 115_200).isEmpty());
  }

  private static void best(List<String> lines, int baud, VoiceFormat format, int label) {
    assertEquals(
        new VoiceFormat.Offered(format, label), VoiceFormat.best(lines, baud).orElseThrow());
  }

  /** A digit that is held is one; told and heard, it is one. */
  @Example
  void digitsCountOnce() {
    long[] now = {5_000_000_000L};
    VoiceDigits digits = new VoiceDigits(() -> now[0]);
    assertTrue(digits.heard('5'));
    assertEquals("", counted(digits, "5"));
    assertEquals("5", counted(digits, "5"));
    assertEquals("77", counted(digits, "/777~/7~"));
    assertEquals("121", counted(digits, "/121~b"));
    assertTrue(!digits.heard('9'), "one that tells of digits is believed");
  }

  private static String counted(VoiceDigits digits, String told) {
    return IntStream.range(0, told.length())
        .filter(i -> digits.told(told.charAt(i)))
        .mapToObj(i -> String.valueOf(told.charAt(i)))
        .reduce("", String::concat);
  }
}
