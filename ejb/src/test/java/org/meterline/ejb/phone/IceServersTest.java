package org.meterline.ejb.phone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IceServersTest {
  private static final Instant END = Instant.parse("2016-12-01T11:20:00Z");
  private static final String USER = "0193a5c0-0000-7000-8000-000000000001";

  /**
   * The credential is what {@code printf %s "$username" | openssl dgst -sha1 -hmac 'north wind'
   * -binary | base64} says.
   */
  @Test
  void aTurnServerIsToldWithCredentialsThatEnd() {
    var servers =
        new IceServers(
                List.of("stun:stun.example"),
                List.of("turn:turn.example", "turns:turn.example:443?transport=tcp"),
                Optional.of("north wind"))
            .until(END, USER);
    assertEquals(
        List.of(
            new IceServers.Server(List.of("stun:stun.example"), null, null),
            new IceServers.Server(
                List.of("turn:turn.example", "turns:turn.example:443?transport=tcp"),
                "1480591200:" + USER,
                "LKY4s+d3EXtgOl2YIPxYC6D9q3w=")),
        servers);
  }

  @Test
  void nothingIsToldOfWhatIsNotThere() {
    assertEquals(
        List.of(), new IceServers(List.of(), List.of(), Optional.of("unused")).until(END, USER));
  }

  @Test
  void noSecretIsPrinted() {
    var all = new IceServers(List.of(), List.of("turn:turn.example"), Optional.of("north wind"));
    assertFalse(all.toString().contains("north"), all::toString);
    String told = all.until(END, USER).toString();
    assertFalse(told.contains("="), told);
  }
}
