package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.GuardSettings;
import org.meterline.telephony.guard.Prefix;
import org.meterline.telephony.trunk.Trunk;

class KnownSourcesTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Trunk TRUNK = new Trunk("one", "carrier.example", 5060, "udp", List.of(""));

  private final Guard guard = new Guard(GuardSettings.USUAL, () -> NOW, () -> 1, ban -> {});
  private final List<Runnable> handed = new ArrayList<>();
  private boolean directory = true;
  private boolean names = true;
  private final KnownSources known =
      new KnownSources(guard, Set.of(), this::trunks, handed::add, this::find);

  private List<Trunk> trunks() {
    if (!directory) {
      throw new IllegalStateException("nothing is read now");
    }
    return List.of(TRUNK);
  }

  private InetAddress[] find(String host) throws UnknownHostException {
    if (!names) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {at()};
  }

  private static InetAddress at() {
    try {
      return InetAddress.getByName("192.0.2.7");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void look() {
    known.look();
    handed.forEach(Runnable::run);
    handed.clear();
  }

  @BeforeEach
  void itsAddressIsBanned() {
    guard.keep(List.of(new Ban(Prefix.of(at()), "guesses", null, NOW, null)), Set.of());
    assertFalse(guard.admits(at()));
  }

  @Test
  void aTrunkIsKnownStillWhileItsNameCannotBeLookedUp() {
    look();
    assertTrue(guard.admits(at()));
    names = false;
    look();
    assertTrue(guard.admits(at()));
  }

  @Test
  void whatFailsOnceIsLookedUpTheNextTime() {
    directory = false;
    look();
    assertFalse(guard.admits(at()));
    directory = true;
    look();
    assertTrue(guard.admits(at()));
  }

  @Test
  void noLookBeginsWhileOneWaitsForNames() {
    known.look();
    known.look();
    assertEquals(1, handed.size());
  }
}
