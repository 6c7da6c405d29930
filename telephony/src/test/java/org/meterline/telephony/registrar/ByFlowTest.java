package org.meterline.telephony.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.Domain;

/** A flow that closes ends what was reached over it alone, and is found without a search. */
class ByFlowTest {
  private static final Domain HARBOUR = new Domain("harbour.example");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static final BindingStore NOWHERE =
      new BindingStore() {
        @Override
        public List<Binding> load() {
          return List.of();
        }

        @Override
        public void save(List<Binding> changed, List<Binding> removed) {}
      };

  private final Bindings bindings =
      new Bindings(NOWHERE, new Silent(), Clock.fixed(NOW, ZoneOffset.UTC));

  private static final class Silent implements CallEvents {
    @Override
    public void changed(Snapshot call) {}

    @Override
    public void registered(Binding binding, boolean registered) {}
  }

  private static Binding over(
      @Nullable String flow, String user, int way, long cseq, Duration left) {
    return new Binding(
        HARBOUR,
        user,
        "sip:" + user + "@h",
        List.of(),
        "h:1",
        "tcp",
        "",
        "call",
        cseq,
        NOW.plus(left),
        flow,
        "urn:uuid:" + user,
        way,
        1);
  }

  private void register(@Nullable String flow, String user, int way, long cseq) {
    bindings.register(HARBOUR, user, List.of(over(flow, user, way, cseq, Duration.ofMinutes(1))));
  }

  private List<@Nullable String> flows(String user) {
    List<@Nullable String> flows = new ArrayList<>();
    bindings.of(user, HARBOUR).forEach(each -> flows.add(each.flow()));
    return flows;
  }

  @Test
  void whatIsReachedOverAnotherFlowStays() {
    register("a", "101", 1, 1);
    register("b", "101", 2, 2);
    register("a", "102", 1, 1);
    bindings.unbind("a");
    assertEquals(List.of("b"), flows("101"));
    assertEquals(List.of(), flows("102"));
    bindings.unbind("a");
    bindings.unbind("nobody's");
    assertEquals(List.of("b"), flows("101"));
  }

  @Test
  void whoMovedToAnotherFlowIsNotLostWithTheOldOne() {
    register("old", "101", 1, 1);
    register("new", "101", 1, 2);
    bindings.unbind("old");
    assertEquals(List.of("new"), flows("101"));
    bindings.unbind("new");
    assertEquals(List.of(), flows("101"));
  }

  @Test
  void nothingIsKeptOfWhatIsOver() {
    ByFlow flows = new ByFlow();
    var key = new Bindings.Key(HARBOUR, "101");
    Binding a = over("a", "101", 1, 1, Duration.ofMinutes(1));
    Binding b = over("b", "101", 2, 1, Duration.ofMinutes(1));
    Binding udp = over(null, "101", 0, 1, Duration.ofMinutes(1));
    flows.changed(key, List.of(), List.of(a, b, udp));
    assertEquals(2, flows.size());
    assertEquals(List.of(key), flows.of("a"));
    flows.changed(key, List.of(a, b, udp), List.of(b));
    assertEquals(List.of(), flows.of("a"));
    flows.changed(key, List.of(b), List.of());
    assertEquals(0, flows.size());
  }

  /** Ten thousand phones of a proxy that closes: a search for each would be 10^8 looks. */
  @Test
  void aProxysPhonesAreUnboundOneByOne() {
    int looks = 0;
    ByFlow flows = new ByFlow();
    List<Bindings.Key> keys =
        IntStream.range(0, 10_000).mapToObj(i -> new Bindings.Key(HARBOUR, "u" + i)).toList();
    for (Bindings.Key key : keys) {
      flows.changed(
          key, List.of(), List.of(over("f" + key.user(), key.user(), 1, 1, Duration.ofMinutes(1))));
    }
    for (Bindings.Key key : keys) {
      looks += flows.of("f" + key.user()).size();
    }
    assertEquals(10_000, looks, "accounts looked at for as many flows");
  }

  @Test
  void flowsThatCloseWhilePhonesRegisterLeaveNothingBehind() throws Exception {
    List<Thread> threads = new ArrayList<>();
    CountDownLatch go = new CountDownLatch(1);
    for (int t = 0; t < 4; t++) {
      String user = "10" + t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    await(go);
                    for (int i = 1; i < 2_000; i++) {
                      register("shared", user, 1, i);
                      bindings.unbind("shared");
                    }
                  }));
    }
    go.countDown();
    for (Thread each : threads) {
      each.join();
    }
    bindings.unbind("shared");
    assertTrue(bindings.all().isEmpty());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
