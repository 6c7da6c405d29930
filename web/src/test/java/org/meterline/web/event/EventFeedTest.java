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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.SeenWallets;
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
    return follows(
        ANNA,
        new CallRecords(
            nothing(EntityManager.class), live, (call, reason) -> false, Clock.systemUTC()));
  }

  private Reader follows(Caller caller, CallRecords calls) {
    Reader reader = new Reader();
    new EventFeed(caller, calls, reader).follow(live, null);
    return reader;
  }

  @Test
  void aPayerHearsOfAllTheirWalletsAlsoOfOneThatIsOpenedMeanwhile() throws Exception {
    UUID signedIn = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    UUID opened = UUID.randomUUID();
    Set<UUID> theirs = ConcurrentHashMap.newKeySet();
    theirs.addAll(List.of(signedIn, second));
    AtomicInteger asked = new AtomicInteger();
    CallRecords calls =
        new CallRecords(
            nothing(EntityManager.class), live, (call, reason) -> false, Clock.systemUTC()) {
          @Override
          public SeenWallets wallets(Caller caller) {
            asked.incrementAndGet();
            return new SeenWallets(theirs, "Ben");
          }
        };
    Reader reader =
        follows(
            new Caller(HARBOUR, "ben", "ben@harbour.example", "Ben", Role.PAYER, signedIn), calls);
    reader.let.countDown();
    UUID other = UUID.randomUUID();
    for (UUID wallet : List.of(other, other, second, signedIn)) {
      live.walletChanged(HARBOUR.id(), wallet);
    }
    assertTrue(next(reader).contains(second.toString()));
    assertTrue(next(reader).contains(signedIn.toString()));
    assertEquals(1, asked.get(), "no wallet is asked for twice");
    theirs.add(opened);
    live.walletChanged(HARBOUR.id(), opened);
    assertTrue(next(reader).contains(opened.toString()));
  }

  private static String next(Reader reader) throws InterruptedException {
    return Objects.requireNonNull(reader.read.poll(60, TimeUnit.SECONDS));
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
