package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.meterline.telephony.call.CallFact;

/** Two phones of which one puts the other on hold by itself; what each hears is measured. */
final class Held {
  private static final int LOW = 600;
  private static final int HIGH = 1500;

  /** The first note of our music. */
  private static final int NOTE = 262;

  private static final int SPOKEN = 3_500;
  private static final int PLAYED = 1_000;
  private static final int INAUDIBLE = 400;

  private Held() {}

  /**
   * They talk, one holds, and they talk again.
   *
   * @param parameters of both phones' accounts
   */
  static void holds(House house, Path folder, boolean byTheCaller, String... parameters)
      throws IOException {
    try (var one = new Baresip(house, folder.resolve("1"), "101", "udp", LOW, parameters);
        var two = new Baresip(house, folder.resolve("2"), "102", "tcp", HIGH, parameters)) {
      one.dial("102");
      one.await("CALL_ESTABLISHED", 1);
      two.await("CALL_ESTABLISHED", 1);
      Baresip.hearMore(8_000, one, two);
      Baresip holder = byTheCaller ? one : two;
      Baresip held = byTheCaller ? two : one;
      int holders = byTheCaller ? LOW : HIGH;
      int others = byTheCaller ? HIGH : LOW;
      for (int i = 0; i < 2; i++) {
        heard(holder, others, SPOKEN);
        heard(held, holders, SPOKEN);
        holder.tell("hold", "");
        heard(held, NOTE, PLAYED);
        short[] music = next(held);
        assertTrue(Tones.loudest(music, holders) < INAUDIBLE, "music alone is heard");
        holder.tell("resume", "");
      }
      heard(holder, others, SPOKEN);
      heard(held, holders, SPOKEN);
      assertTrue(Tones.loudest(next(held), NOTE) < INAUDIBLE, "no more music");
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      String ladder = House.only(house.call("102"), CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("hold music"), ladder);
    }
  }

  private static void heard(Baresip phone, int hertz, int loudness) {
    until(
        "it hears " + hertz,
        () -> {
          try {
            return Tones.loudest(Tones.last(phone.heard(), 6_400), hertz) > loudness;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static short[] next(Baresip phone) throws IOException {
    phone.hearsMore(4_000);
    int from = phone.heard().length;
    phone.hearsMore(8_000);
    short[] all = phone.heard();
    return Arrays.copyOfRange(all, Math.min(from, all.length), all.length);
  }
}
