package org.meterline.ejb.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.control.Originating.Party;
import org.meterline.ejb.control.Originating.Wish;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Refusal;

/** What is asked for reaches the engine once, whatever is repeated. */
class OriginatingTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-26T10:00:00Z"), ZoneOffset.UTC);
  private static final Wish WISH =
      new Wish(
          new Party("101", null, 20),
          new Party("+49301234567", "+4930555100", 60),
          "101",
          Map.of("basket", "50"));

  /** Begins everything, once per call, as the engine does. */
  private static final class Node implements CallStarting {
    final List<CallRequest> begun = new ArrayList<>();
    private final String name;
    Optional<Refusal> refusal = Optional.empty();
    boolean settled = true;

    Node(String name) {
      this.name = name;
    }

    @Override
    public String node() {
      return name;
    }

    @Override
    public boolean settled() {
      return settled;
    }

    @Override
    public Optional<Refusal> originate(CallRequest request) {
      if (refusal.isEmpty() && begun.stream().noneMatch(r -> r.call().equals(request.call()))) {
        begun.add(request);
      }
      return refusal;
    }
  }

  private final TestDatabase database = TestDatabase.get();
  private final Tenant tenant = database.newTenant("asks");
  private final Node node = new Node("one");
  private final Originating originating = on(node);
  private final Caller agent = caller(Role.AGENT);

  OriginatingTest() throws SQLException {}

  private Originating on(Node which) {
    return new Originating(which, new TenantTransaction(database.app()), CLOCK);
  }

  private Caller caller(Role role) {
    return new Caller(tenant, "s", "anna@harbour.example", "Anna", role, null);
  }

  private static String code(org.junit.jupiter.api.function.Executable asking) {
    return assertThrows(Refused.class, asking).code();
  }

  @Test
  void theSameKeyBeginsOneCall() {
    UUID call = originating.call(agent, "k", WISH);
    assertEquals(call, originating.call(agent, "k", WISH));
    assertEquals(1, node.begun.size());
    CallRequest request = node.begun.getFirst();
    assertEquals(call, request.call().value());
    assertEquals(tenant.domain(), request.domain());
    assertEquals("101", request.account());
    assertEquals("anna@harbour.example", request.by());
    assertEquals("+4930555100", ((CallRequest.Party) request.then()).callerId());
    assertEquals(Duration.ofSeconds(20), request.first().ringTime());
    assertEquals(Map.of("basket", "50"), request.variables());
    assertNotEquals(call, originating.call(agent, "another", WISH));
    assertEquals(2, node.begun.size());
  }

  @Test
  void oneMayBeCalledAlone() {
    Wish alone = new Wish(WISH.first(), null, WISH.account(), WISH.variables());
    UUID call = originating.call(agent, "alone", alone);
    assertEquals(call, originating.call(agent, "alone", alone));
    CallRequest request = node.begun.getLast();
    assertEquals(new CallRequest.Application(), request.then());
    assertEquals(node.begun.getFirst().first(), request.first());
    assertEquals("idempotency-key-reused", code(() -> originating.call(agent, "alone", WISH)));
  }

  @Test
  void theSameKeyIsForOneRequest() {
    originating.call(agent, "k", WISH);
    Wish other = new Wish(WISH.first(), WISH.then(), null, WISH.variables());
    assertEquals("idempotency-key-reused", code(() -> originating.call(agent, "k", other)));
    assertEquals(1, node.begun.size());
  }

  @Test
  void whatIsRefusedMayBeAskedForAgainWithTheSameKey() {
    node.refusal = Optional.of(new Refusal("no-room", "Too many calls at once", 503, true));
    Refused no = assertThrows(Refused.class, () -> originating.call(agent, "k", WISH));
    assertEquals("no-room 503 true", no.code() + " " + no.status() + " " + no.retry());
    node.refusal = Optional.of(new Refusal("caller-id-not-yours", "Not yours", 403, false));
    no = assertThrows(Refused.class, () -> originating.call(agent, "k", WISH));
    assertEquals("caller-id-not-yours 422 false", no.code() + " " + no.status() + " " + no.retry());
    node.refusal = Optional.empty();
    UUID call = originating.call(agent, "k", WISH);
    assertEquals(call, node.begun.getFirst().call().value());
  }

  /** It died between writing down what was asked for and calling. */
  @Test
  void aNodeThatDiedBeforeItCalledCallsWhenItIsAskedAgain() {
    node.refusal = Optional.of(new Refusal("died", "As if it had died", 503, true));
    assertEquals("died", code(() -> originating.call(agent, "k", WISH)));
    Node restarted = new Node("one");
    UUID call = on(restarted).call(agent, "k", WISH);
    assertEquals(call, restarted.begun.getFirst().call().value());
  }

  /** What it began before may lie in its journal still, where the records do not see it. */
  @Test
  void aNodeThatHasJustStartedRepeatsNothingBeforeItsJournalIsPosted() {
    originating.call(agent, "k", WISH);
    Node restarted = new Node("one");
    restarted.settled = false;
    Refused doubt = assertThrows(Refused.class, () -> on(restarted).call(agent, "k", WISH));
    assertEquals(
        "call-in-doubt 409 true", doubt.code() + " " + doubt.status() + " " + doubt.retry());
    on(restarted).call(agent, "new", WISH);
    assertEquals(1, restarted.begun.size(), "what is new is begun at once");
  }

  @Test
  void aCallThatIsOnRecordIsNotBegunAgain() throws SQLException {
    UUID call = originating.call(agent, "k", WISH);
    database.execute(
        tenant,
        "insert into call_record (tenant, id, sequence, direction, caller, dialled, node, began,"
            + " talked_millis, recovered) values ($tenant, '"
            + call
            + "', 1, 'OUTGOING', '101', '+49', 'one', now(), 0, true)");
    for (Node later : List.of(new Node("one"), new Node("two"))) {
      assertEquals(call, on(later).call(agent, "k", WISH));
      assertTrue(later.begun.isEmpty());
    }
  }

  @Test
  void anotherNodeDoesNotBeginIt() {
    originating.call(agent, "k", WISH);
    Node other = new Node("two");
    assertEquals("call-in-doubt", code(() -> on(other).call(agent, "k", WISH)));
    assertTrue(other.begun.isEmpty());
  }

  @Test
  void whatIsInvalidIsNamedByItsField() {
    Wish wrong =
        new Wish(new Party("101", null, 0), new Party(" ", null, 181), null, Map.of("a b", "x"));
    Refused no = assertThrows(Refused.class, () -> originating.call(agent, "", wrong));
    assertEquals(
        List.of("Idempotency-Key", "first.ringSeconds", "then.to", "then.ringSeconds", "variables"),
        no.violations().stream().map(Refused.Violation::field).toList());
    assertEquals("forbidden", code(() -> originating.call(caller(Role.FINANCE), "k", WISH)));
    assertEquals("forbidden", code(() -> originating.call(caller(Role.PAYER), "k", WISH)));
    assertTrue(node.begun.isEmpty());
  }
}
