package org.meterline.telephony.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;

class WriteBehindTest {
  private static final Domain HARBOUR = new Domain("harbour.example");

  /** A store that notes what each write brought. */
  private static final class Writes implements BindingStore {
    private final List<List<Binding>> all = new ArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);

    @Override
    public List<Binding> load() {
      return List.of();
    }

    @Override
    public void save(List<Binding> changed, List<Binding> removed) {
      all.add(List.copyOf(changed));
      first.countDown();
    }
  }

  private static Binding refreshed(int user, int cseq) {
    return new Binding(
        HARBOUR,
        "u" + user,
        "sip:u" + user + "@127.0.0.1",
        List.of(),
        "127.0.0.1:5070",
        "udp",
        "a phone",
        "call-" + user,
        cseq,
        Instant.parse("2026-11-27T12:00:00Z"),
        null);
  }

  @Test
  void theFirstChangeIsWrittenAtOnceAndThoseAfterItTogether() throws Exception {
    var store = new Writes();
    var writer = new WriteBehind(store, () -> 0); // no second passes
    writer.start();
    writer.changed(List.of(refreshed(0, 1)), List.of());
    store.first.await();
    for (int i = 1; i <= 100; i++) {
      writer.changed(List.of(refreshed(i, 1)), List.of());
      writer.changed(List.of(refreshed(i, 2)), List.of());
    }
    assertTrue(writer.close(Duration.ofSeconds(30)));
    assertEquals(2, store.all.size());
    assertEquals(100, store.all.getLast().size(), "each once");
    Set<String> users = new HashSet<>();
    for (Binding written : store.all.getLast()) {
      assertEquals(2, written.cseq());
      users.add(written.user());
    }
    assertEquals(100, users.size());
  }
}
