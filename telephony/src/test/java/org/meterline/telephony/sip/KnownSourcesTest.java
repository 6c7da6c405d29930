package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.trunk.Trunk;

class KnownSourcesTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Trunk TRUNK = new Trunk("one", "carrier.example", 5060, "udp", List.of(""));

  private final Guard guard = new Guard(GuardSettings.USUAL, () -> NOW, () -> 1, ban -> {});
  private final List<Runnable> handed = new ArrayList<>();
  private boolean directory = true;
  private boolean names = true;
  private List<Trunk> trunks = List.of(TRUNK);
  private final KnownSources known =
      new KnownSources(guard, Set.of(), this::trunks, handed::add, this::find);

  private List<Trunk> trunks() {
    if (!directory) {
      throw new IllegalStateException("nothing is read now");
    }
    return trunks;
  }

  private Located find(Place place) {
    return names
        ? new Located.At(List.of(new Located.Spot(at(), 5070), new Located.Spot(home(), 5070)))
        : new Located.Nowhere("DNS does not answer");
  }

  private static InetAddress home() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  private static InetAddress at() {
    return InetAddress.ofLiteral("192.0.2.7");
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

  /** Else everybody could exempt whomever they like. */
  @Test
  void aTenantsTrunkIsNamedAndLimitedAsAnyOther() {
    trunks = List.of(TRUNK.outside(true));
    look();
    assertFalse(guard.admits(at()));
    assertEquals(1, known.namedAt(new InetSocketAddress(at(), 40_000)).size());
    trunks = List.of(TRUNK.outside(true), TRUNK);
    look();
    assertTrue(guard.admits(at()), "it is the operator's, too");
  }

  @Test
  void noNameWaitsForAnother() {
    trunks = List.of(TRUNK, new Trunk("two", "other.example", 5060, "udp", List.of("")));
    known.look();
    assertEquals(2, handed.size());
    handed.getFirst().run();
    assertFalse(guard.admits(at()), "the other one looks still");
    handed.getLast().run();
    assertTrue(guard.admits(at()));
  }

  /** On this machine phones share the address: there the port tells. */
  @Test
  void aTrunkIsNamedAtAllAddressesOfItsName() {
    look();
    List<InetSocketAddress> named =
        List.of(InetSocketAddress.createUnresolved("carrier.example", 5060));
    assertEquals(named, known.namedAt(new InetSocketAddress(at(), 40_000)));
    assertEquals(named, known.namedAt(new InetSocketAddress(home(), 5070)));
    assertEquals(List.of(), known.namedAt(new InetSocketAddress(home(), 40_000)));
  }

  @Test
  void noLookBeginsWhileOneWaitsForNames() {
    known.look();
    known.look();
    assertEquals(1, handed.size());
  }
}
