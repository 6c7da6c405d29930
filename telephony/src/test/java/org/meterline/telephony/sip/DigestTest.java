package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigestTest {
  private static final String HERE = "192.0.2.1/32";

  private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
  private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  /** RFC 7616, section 3.9.1. */
  @Test
  void examplesOfTheRfc() {
    assertEquals("8ca523f5e9506fed4657c9700eebdbec", mufasa(Digest.MD5));
    assertEquals(
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", mufasa(Digest.SHA_256));
  }

  private static String mufasa(Digest digest) {
    return digest.response(
        digest.secret("Mufasa", "http-auth@example.org", "Circle of Life"),
        NONCE,
        "00000001",
        CNONCE,
        "GET",
        "/dir/index.html");
  }

  @Test
  void names() {
    assertEquals(Optional.of(Digest.MD5), Digest.named(null));
    assertEquals(Optional.of(Digest.SHA_256), Digest.named("sha-256"));
    assertEquals(Optional.empty(), Digest.named("SHA-512-256"));
  }

  @Test
  void noncesAreTakenOnceForEachCount() {
    var nonces = new Nonces(new Exchange.MovedClock());
    String nonce = nonces.mint(HERE);
    assertTrue(nonces.take(nonce, 1));
    assertFalse(nonces.take(nonce, 1), "replayed");
    assertTrue(nonces.take(nonce, 3));
    assertTrue(nonces.take(nonce, 2), "a little late");
    assertFalse(nonces.take(nonce, 2));
    assertTrue(nonces.take(nonce, 200));
    assertFalse(nonces.take(nonce, 100), "far too late");
    assertTrue(nonces.take(nonce, 137));
    assertFalse(nonces.take(nonce, 0));
  }

  @Test
  void aNonceThatWasForgottenIsStaleAndNotTakenAnew() {
    var clock = new Exchange.MovedClock();
    var nonces = new Nonces(clock, 2);
    String first = nonces.mint(HERE);
    assertTrue(nonces.take(first, 1));
    clock.move(Duration.ofMillis(1));
    String[] later = {nonces.mint(HERE), nonces.mint(HERE)};
    assertTrue(nonces.take(later[0], 1));
    assertTrue(nonces.take(later[1], 1));
    assertEquals(2, nonces.size());
    assertFalse(nonces.take(first, 1), "replayed");
    assertFalse(nonces.take(first, 2), "stale, for nothing is known of it");
    assertFalse(nonces.take(later[1], 1), "replayed");
    assertTrue(nonces.take(later[1], 2));
  }

  @Test
  void noncesAreOursAndYoung() {
    var clock = new Exchange.MovedClock();
    var nonces = new Nonces(clock);
    String nonce = nonces.mint(HERE);
    assertTrue(nonces.isOf(nonce, HERE));
    assertFalse(nonces.isOf(nonce, "192.0.2.2/32"), "sent elsewhere");
    assertFalse(new Nonces(clock).isOf(nonce, HERE), "of another server");
    char[] forged = nonce.toCharArray();
    int middle = forged.length / 2; // the last one has bits that mean nothing
    forged[middle] = forged[middle] == 'A' ? 'B' : 'A';
    assertFalse(nonces.isOf(new String(forged), HERE), "forged");
    assertFalse(nonces.isOf("rubbish!", HERE));
    assertFalse(nonces.isOf("", HERE));
    clock.move(Nonces.LIFE.plus(Duration.ofSeconds(1)));
    assertFalse(nonces.take(nonce, 1), "old");
    assertTrue(nonces.take(nonces.mint(HERE), 1));
  }
}
