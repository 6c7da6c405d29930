package org.meterline.web.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.EntityManager;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
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
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.modem.MessageMemory;
import org.meterline.telephony.modem.ModemKind;
import org.meterline.telephony.modem.ModemState;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.TextMessage;
import org.meterline.telephony.trunk.Health;
import org.meterline.web.rest.Json;

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

  private static final UUID TRUNK = UUID.randomUUID();
  private static final Tenant OPERATOR =
      new Tenant(
          OperatorBook.ID,
          "Operator",
          "operator",
          new Domain("operator.example"),
          ZoneId.of("UTC"),
          "DE");

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
          },
          name -> Optional.of(new LiveCalls.Trunks.Owned(TRUNK, null)));

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

  @Test
  void trunksModemsAndMessagesAreNewsToTheOperatorsAdminsAlone() throws Exception {
    List<Reader> readers = new ArrayList<>();
    for (Tenant tenant : List.of(OPERATOR, HARBOUR)) {
      for (Role role : List.of(Role.ADMIN, Role.FINANCE)) {
        readers.add(
            follows(
                new Caller(tenant, "sam", "sam@meterline.example", "Sam", role, null),
                new CallRecords(
                    nothing(EntityManager.class),
                    live,
                    (call, reason) -> false,
                    Clock.systemUTC())));
      }
    }
    readers.forEach(reader -> reader.let.countDown());
    Instant noon = Instant.parse("2026-11-26T12:00:00Z");
    ModemStatus modem =
        new ModemStatus(
            "gsm-1",
            "/dev/ttyUSB2",
            "+4915110000001",
            ModemState.READY,
            "in its own network",
            noon,
            "SIMCOM",
            "Harbour Mobile",
            -73,
            null,
            new MessageMemory("SM", 20, 20),
            ModemKind.CELLULAR,
            false);
    live.trunkChanged("for-all", new Health.Seen(Health.State.DOWN, "it does not answer"), noon);
    live.modemChanged(modem, noon);
    live.messageReceived(modem, new TextMessage(7, "+491701111111", "Dinner", noon, 0), noon);
    JsonNode trunk = event(readers.getFirst(), "trunk.changed", TRUNK.toString());
    assertEquals("down", trunk.path("state").asText());
    assertEquals("it does not answer", trunk.path("reason").asText());
    JsonNode changed = event(readers.getFirst(), "modem.changed", "gsm-1");
    assertEquals("ready", changed.path("state").asText());
    assertTrue(changed.path("messages").path("full").asBoolean());
    JsonNode message = event(readers.getFirst(), "message.received", "gsm-1");
    assertEquals("+4915110000001", message.path("number").asText());
    assertEquals("Dinner", message.path("message").path("text").asText());
    assertEquals("2026-11-26T12:00:00Z", message.path("message").path("sent").asText());

    // What the others are told next is what follows.
    UUID wallet = UUID.randomUUID();
    live.walletChanged(OPERATOR.id(), wallet);
    live.walletChanged(HARBOUR.id(), wallet);
    for (Reader reader : readers) {
      event(reader, "wallet.changed", wallet.toString());
    }
  }

  private static JsonNode event(Reader reader, String type, String subject) throws Exception {
    JsonNode event = Json.MAPPER.readTree(next(reader));
    assertEquals(type, event.path("type").asText(), event::toString);
    assertEquals(subject, event.path("subject").asText());
    return event.path("data");
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
