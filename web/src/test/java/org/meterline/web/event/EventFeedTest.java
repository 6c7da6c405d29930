package org.meterline.web.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.EntityManager;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Domain;

/** Who reads events more slowly than things happen is told so and cut; the others go on. */
class EventFeedTest {
  private static final Tenant HARBOUR =
      new Tenant(
          UUID.randomUUID(),
          "Harbour",
          "harbour",
          new Domain("harbour.example"),
          ZoneId.of("UTC"),
          "DE");
  private static final Caller ANNA =
      new Caller(HARBOUR, "anna", "anna@harbour.example", "Anna", Role.ADMIN, null);

  /** More than are kept for a reader. */
  private static final int MANY = 3_100;

  private final LiveCalls live =
      new LiveCalls(
          domain -> Optional.of(HARBOUR),
          new LiveCalls.Phones() {
            @Override
            public Optional<UUID> phone(Domain domain, String user) {
              return Optional.empty();
            }

            @Override
            public @Nullable UUID wallet(Domain domain, String user) {
              return null;
            }
          });

  /** A reader whose first event is not read until the test lets it. */
  private static final class Reader implements EventReader {
    final CountDownLatch reading = new CountDownLatch(1);
    final CountDownLatch let = new CountDownLatch(1);
    final BlockingQueue<String> read = new LinkedBlockingQueue<>();
    final CompletableFuture<Ending> ended = new CompletableFuture<>();

    @Override
    public void send(String id, String json) throws InterruptedException {
      reading.countDown();
      let.await();
      read.add(json);
    }

    @Override
    public void keepAlive() {}

    @Override
    public boolean gone() {
      return ended.isDone();
    }

    @Override
    public void close(Ending why) {
      ended.complete(why);
    }
  }

  /** One that nobody asks for anything. */
  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              throw new IllegalStateException("nobody should ask for " + method.getName());
            }));
  }

  private static Session session(List<CloseReason> closed) {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (self, method, arguments) -> {
              if (method.getName().equals("close") && arguments[0] instanceof CloseReason reason) {
                closed.add(reason);
                return null;
              }
              throw new IllegalStateException("nobody should ask for " + method.getName());
            });
  }

  private Reader follows() {
    Reader reader = new Reader();
    CallRecords calls =
        new CallRecords(
            nothing(EntityManager.class), live, (call, reason) -> false, Clock.systemUTC());
    new EventFeed(ANNA, calls, reader).follow(live, null);
    return reader;
  }

  @Test
  void whoDoesNotKeepUpIsToldAndCutAndNobodyWaitsForThem() throws Exception {
    Reader slow = follows();
    Reader quick = follows();
    quick.let.countDown();
    live.walletChanged(HARBOUR.id(), UUID.randomUUID());
    assertTrue(slow.reading.await(60, TimeUnit.SECONDS));
    assertNotNull(quick.read.poll(60, TimeUnit.SECONDS));
    for (int i = 0; i < MANY; i++) {
      live.walletChanged(HARBOUR.id(), UUID.randomUUID()); // returns, whoever reads
      assertNotNull(quick.read.poll(60, TimeUnit.SECONDS));
    }
    slow.let.countDown();
    assertEquals(EventReader.Ending.TOO_SLOW, slow.ended.get(60, TimeUnit.SECONDS));
    assertEquals(1, slow.read.size(), "nothing more is sent to one who was cut");
  }

  @Test
  void aWebSocketIsToldWhyByItsCode() {
    List<CloseReason> closed = Collections.synchronizedList(new ArrayList<>());
    new SocketReader(session(closed)).close(EventReader.Ending.TOO_SLOW);
    assertEquals(CloseReason.CloseCodes.TRY_AGAIN_LATER, closed.getFirst().getCloseCode());
    assertEquals("Too slow: come back with last-event-id", closed.getFirst().getReasonPhrase());
  }
}
