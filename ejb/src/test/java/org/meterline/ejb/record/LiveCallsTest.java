package org.meterline.ejb.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallEvents.Snapshot;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.trunk.Health;

class LiveCallsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private final Tenant harbour = tenant("harbour");
  private final Tenant meadow = tenant("meadow");
  private final UUID wallet = UUID.randomUUID();
  private final LiveCalls.Trunks.Owned own =
      new LiveCalls.Trunks.Owned(UUID.randomUUID(), harbour.id());
  private final LiveCalls.Trunks.Owned operators =
      new LiveCalls.Trunks.Owned(UUID.randomUUID(), null);
  private final Map<String, LiveCalls.Trunks.Owned> trunks =
      Map.of("harbour-own", own, "for-all", operators);
  private final LiveCalls live =
      new LiveCalls(
          domain ->
              List.of(harbour, meadow).stream().filter(t -> t.domain().equals(domain)).findFirst(),
          new LiveCalls.Phones() {
            @Override
            public Optional<UUID> phone(Domain domain, String user) {
              return Optional.of(new UUID(0, Long.parseLong(user)));
            }

            @Override
            public @Nullable UUID wallet(Domain domain, String user) {
              return user.equals("101") ? wallet : null;
            }
          },
          name -> Optional.ofNullable(trunks.get(name)));

  private static Tenant tenant(String alias) {
    return new Tenant(
        UUID.randomUUID(), alias, alias, new Domain(alias + ".example"), ZoneOffset.UTC, "DE");
  }

  private static Snapshot snapshot(
      CallId id, Tenant tenant, Origin from, CallState state, @Nullable String callee) {
    return new Snapshot(
        id, tenant.domain(), from, "101", "500", callee, state, "why", NOON, null, NOON);
  }

  @Test
  void tellsTheTenantAloneAndForgetsWhatIsOver() {
    List<Happening> ours = new ArrayList<>();
    List<Happening> theirs = new ArrayList<>();
    CallId id = CallId.mint();
    Origin from = new Origin.Phone(harbour.domain(), "101");
    try (var _ = live.subscribe(harbour.id(), ours::add);
        var _ = live.subscribe(meadow.id(), theirs::add)) {
      assertTrue(live.watched(harbour.id()));
      live.changed(snapshot(id, harbour, from, CallState.ARRIVED, null));
      live.changed(snapshot(id, harbour, from, CallState.RINGING, "+49301234567"));
      assertEquals(1, live.of(harbour.id()).size());
      assertEquals(0, live.of(meadow.id()).size());
      assertEquals(
          Direction.OUTGOING, live.find(id.value()).map(LiveCall::direction).orElseThrow());
      live.changed(snapshot(id, harbour, from, CallState.ENDED, "+49301234567"));
      assertTrue(live.find(id.value()).isEmpty());
      live.recorded(harbour.id(), id.value());
      live.walletChanged(harbour.id(), wallet);
    }
    assertFalse(live.watched(harbour.id()));
    live.walletChanged(harbour.id(), wallet);
    assertEquals(
        List.of("CallChanged", "CallChanged", "CallChanged", "CallRecorded", "WalletChanged"),
        ours.stream().map(h -> h.getClass().getSimpleName()).toList());
    assertTrue(ours.getFirst() instanceof Happening.CallChanged first && first.first());
    assertTrue(ours.get(1) instanceof Happening.CallChanged second && !second.first());
    assertEquals(List.of(), theirs);
  }

  @Test
  void whoComesBackHearsWhatHappenedSince() {
    List<Happened> first = new ArrayList<>();
    live.follow(harbour.id(), null, first::add).close();
    CallId id = CallId.mint();
    Origin from = new Origin.Phone(harbour.domain(), "101");
    live.changed(snapshot(id, harbour, from, CallState.ARRIVED, null));
    live.happened(
        id, harbour.domain(), NOON, new CallEvents.Detail.Digit(new LegId(UUID.randomUUID()), '7'));
    assertEquals(List.of(), first, "nobody is told after the end");
    assertTrue(live.watched(harbour.id()), "they may come back");

    List<Happened> other = new ArrayList<>();
    live.follow(harbour.id(), "of-another-node-1", other::add).close();
    assertTrue(other.getFirst().what() instanceof Happening.Missed);
    List<Happened> all = new ArrayList<>();
    String begin = other.getFirst().id().replaceAll("-[0-9]+$", "-0");
    live.follow(harbour.id(), begin, all::add).close();
    assertEquals(2, all.size());
    List<Happened> rest = new ArrayList<>();
    try (var _ = live.follow(harbour.id(), all.getFirst().id(), rest::add)) {
      live.changed(snapshot(id, harbour, from, CallState.RINGING, "102"));
    }
    assertEquals(all.getLast(), rest.getFirst());
    assertEquals(2, rest.size());
    List<Happened> none = new ArrayList<>();
    live.follow(harbour.id(), rest.getLast().id(), none::add).close();
    assertEquals(List.of(), none);

    for (int i = 0; i < 2_000; i++) {
      live.walletChanged(harbour.id(), wallet);
    }
    List<Happened> late = new ArrayList<>();
    live.follow(harbour.id(), all.getFirst().id(), late::add).close();
    assertTrue(late.getFirst().what() instanceof Happening.Missed, "that is not kept any more");
    assertEquals(1, late.size());
  }

  @Test
  void aPayerSeesTheirCallsWhicheverEndTheyAre() {
    CallId out = CallId.mint();
    CallId in = CallId.mint();
    CallId other = CallId.mint();
    live.changed(
        snapshot(
            out,
            harbour,
            new Origin.Phone(harbour.domain(), "101"),
            CallState.TALKING,
            "+49301234567"));
    live.changed(
        snapshot(in, harbour, new Origin.Carrier("demo-carrier"), CallState.RINGING, "101"));
    live.changed(
        snapshot(
            other, harbour, new Origin.Phone(harbour.domain(), "102"), CallState.TALKING, "103"));
    var theirs = new SeenWallets(Set.of(wallet), null);
    for (CallId id : List.of(out, in)) {
      LiveCall call = live.find(id.value()).orElseThrow();
      assertTrue(call.mayBeSeenBy(harbour.id(), theirs));
      assertTrue(call.mayBeSeenBy(harbour.id(), SeenWallets.ALL));
      assertFalse(call.mayBeSeenBy(meadow.id(), SeenWallets.ALL));
    }
    assertFalse(live.find(other.value()).orElseThrow().mayBeSeenBy(harbour.id(), theirs));
    assertEquals(Direction.INCOMING, live.find(in.value()).map(LiveCall::direction).orElseThrow());
  }

  @Test
  void aTrunkIsNewsToWhoseItIsAlone() {
    List<Happening> ours = new ArrayList<>();
    List<Happening> theirs = new ArrayList<>();
    List<Happening> operator = new ArrayList<>();
    var down = new Health.Seen(Health.State.DOWN, "it does not answer");
    try (var _ = live.subscribe(harbour.id(), ours::add);
        var _ = live.subscribe(meadow.id(), theirs::add);
        var _ = live.subscribe(OperatorBook.ID, operator::add)) {
      live.trunkChanged("harbour-own", down, NOON);
      live.trunkChanged("for-all", down, NOON);
      live.trunkChanged("deleted-meanwhile", down, NOON);
    }
    assertEquals(
        List.of(new Happening.TrunkChanged(harbour.id(), own.id(), "harbour-own", down, NOON)),
        ours);
    assertEquals(List.of(), theirs);
    assertEquals(
        List.of(new Happening.TrunkChanged(OperatorBook.ID, operators.id(), "for-all", down, NOON)),
        operator);
  }

  @Test
  void tellsOfRegistrationsWithTheirPhone() {
    List<Happening> heard = new ArrayList<>();
    try (var _ = live.subscribe(harbour.id(), heard::add)) {
      live.registered(
          new Binding(
              harbour.domain(),
              "101",
              "sip:101@127.0.0.1:5070",
              List.of(),
              "127.0.0.1:5070",
              "udp",
              "test",
              "c",
              1,
              NOON),
          true);
    }
    assertEquals(
        List.of(
            new Happening.PhoneRegistered(
                harbour.id(), new UUID(0, 101), "101", "sip:101@127.0.0.1:5070", true, wallet)),
        heard);
  }
}
