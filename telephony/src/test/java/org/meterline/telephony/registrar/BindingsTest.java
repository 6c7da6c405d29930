package org.meterline.telephony.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;

class BindingsTest {
  private static final Domain HARBOUR = new Domain("harbour.example");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CallEvents told =
      new CallEvents() {
        @Override
        public void changed(Snapshot call) {}

        @Override
        public void registered(Binding binding, boolean registered) {
          events.add((registered ? "+" : "-") + binding.contact());
        }
      };

  /** A store that fails as often as it is told to. */
  private static final class MemoryStore implements BindingStore {
    private final Map<String, Binding> kept = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public List<Binding> load() {
      return List.copyOf(kept.values());
    }

    @Override
    public void save(List<Binding> changed, List<Binding> removed) {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("the database is away");
      }
      removed.forEach(b -> kept.remove(key(b)));
      changed.forEach(b -> kept.put(key(b), b));
    }

    private static String key(Binding one) {
      return one.contact() + " " + one.instance() + " " + one.regId();
    }
  }

  private static Binding binding(String contact, String source, String transport, long cseq) {
    return binding(contact, source, transport, cseq, NOW.plusSeconds(60));
  }

  private static Binding binding(
      String contact, String source, String transport, long cseq, Instant expires) {
    return new Binding(
        HARBOUR, "101", contact, List.of(), source, transport, "", "call", cseq, expires);
  }

  @Test
  void aRestartForgetsNothingButWhatExpired() {
    var store = new MemoryStore();
    store.save(
        List.of(
            binding("sip:a@1.1.1.1", "1.1.1.1:5060", "udp", 1),
            binding("sip:b@1.1.1.1", "1.1.1.1:5060", "udp", 1, NOW.minusSeconds(1))),
        List.of());
    try (var bindings = new Bindings(store, told, clock)) {
      bindings.load();
      assertEquals(1, bindings.all().size());
    }
    assertEquals(1, store.kept.size());
  }

  @Test
  void aStoreThatIsAwayGetsItLater() {
    var store = new MemoryStore();
    store.failures.set(1);
    var bindings = new Bindings(store, told, clock);
    bindings.load();
    bindings.register(HARBOUR, "101", List.of(binding("sip:a@h", "h:1", "udp", 1)));
    assertTrue(bindings.close(Duration.ofSeconds(10)));
    assertEquals(1, store.kept.size());
    assertEquals(List.of("+sip:a@h"), events);
  }

  private static Binding way(String contact, int regId, long cseq, Instant expires) {
    return new Binding(
        HARBOUR,
        "101",
        contact,
        List.of(),
        "h:1",
        "udp",
        "",
        "call",
        cseq,
        expires,
        null,
        "urn:uuid:1",
        regId,
        1);
  }

  @Test
  void whatIsReplacedIsNotStoredBesideIt() {
    var store = new MemoryStore();
    Instant later = NOW.plusSeconds(60);
    try (var bindings = new Bindings(store, told, clock)) {
      bindings.load();
      bindings.register(HARBOUR, "101", List.of(binding("sip:a@h", "h:1", "udp", 1)));
      bindings.register(HARBOUR, "101", List.of(way("sip:a@h", 0, 2, later)));
    }
    assertEquals(List.of("urn:uuid:1"), store.load().stream().map(Binding::instance).toList());
  }

  @Test
  void allWaysOfOneContactEndWithIt() {
    var store = new MemoryStore();
    Instant later = NOW.plusSeconds(60);
    try (var bindings = new Bindings(store, told, clock)) {
      bindings.load();
      bindings.register(HARBOUR, "101", List.of(way("sip:a@h", 1, 1, later)));
      bindings.register(HARBOUR, "101", List.of(way("sip:a@h", 2, 2, later)));
      assertEquals(2, bindings.all().size());
      bindings.register(HARBOUR, "101", List.of(way("sip:a@h", 0, 3, NOW)));
      assertEquals(List.of(), bindings.all());
    }
    assertEquals(List.of(), store.load());
  }

  @Test
  void allOrNothing() {
    try (var bindings = new Bindings(new MemoryStore(), told, clock)) {
      bindings.load();
      bindings.register(HARBOUR, "101", List.of(binding("sip:a@h", "h:1", "udp", 5)));
      var outcome =
          bindings.register(
              HARBOUR,
              "101",
              List.of(binding("sip:b@h", "h:1", "udp", 5), binding("sip:a@h", "h:1", "udp", 5)));
      assertInstanceOf(Bindings.Outcome.OutOfOrder.class, outcome);
      assertEquals(1, bindings.all().size());
      assertEquals(List.of("+sip:a@h"), events);
    }
  }

  @Test
  void howAPhoneIsReached() {
    assertEquals(
        new Invitation.Target("sip:a@10.0.0.1:5060", List.of(), "udp", "192.0.2.1:4000"),
        Reach.target(binding("sip:a@10.0.0.1:5060", "192.0.2.1:4000", "udp", 1)));
    assertEquals(
        new Invitation.Target("sip:a@192.0.2.1:5060", List.of(), "udp", "192.0.2.1:5060"),
        Reach.target(binding("sip:a@192.0.2.1:5060", "192.0.2.1:4000", "udp", 1)));
    assertEquals(
        new Invitation.Target(
            "sip:a@192.0.2.1:5060;transport=tcp", List.of(), "tcp", "192.0.2.1:4000"),
        Reach.target(binding("sip:a@192.0.2.1:5060;transport=tcp", "192.0.2.1:4000", "tcp", 1)));
  }
}
