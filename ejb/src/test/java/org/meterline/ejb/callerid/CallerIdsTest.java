package org.meterline.ejb.callerid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.callerid.CallerIds.Entered;
import org.meterline.ejb.control.CallStarting;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;
import org.meterline.telephony.trunk.Trunk;

/** Who shows which number has answered there, and cannot be made to ring for fun. */
class CallerIdsTest {
  private static final CallerIdTerms TERMS =
      new CallerIdTerms(Optional.of(Duration.ofDays(90)), 3, 4, true);

  private final TestDatabase database = TestDatabase.get();
  private final Tenant harbour = database.newTenant("harbour");
  private final Tenant meadow = database.newTenant("meadow");
  private final List<CallRequest> begun = new ArrayList<>();
  private final Set<E164> owned = new HashSet<>();
  private Instant now = Instant.parse("2026-11-27T10:00:00Z");
  private Optional<Refusal> refusal = Optional.empty();

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  /** Begins calls by noting them. */
  private final CallStarting node =
      new CallStarting() {
        @Override
        public String node() {
          return "one";
        }

        @Override
        public boolean settled() {
          return true;
        }

        @Override
        public Optional<Refusal> originate(CallRequest request) {
          if (refusal.isEmpty()) {
            begun.add(request);
          }
          return refusal;
        }
      };

  private final CodeCarriers carriers =
      new CodeCarriers() {
        @Override
        public List<Trunk> operators(Tenant tenant) {
          return List.of(new Trunk("carrier", "192.0.2.1", 5060, "udp", List.of("49")));
        }

        @Override
        public Optional<E164> shown(Tenant tenant) {
          return Optional.of(new E164("+4930555100"));
        }

        @Override
        public boolean isOwned(E164 number) {
          return owned.contains(number);
        }
      };

  CallerIdsTest() throws SQLException {}

  private static Caller admin(Tenant tenant) {
    return new Caller(tenant, "s", "admin@" + tenant.domain(), "Admin", Role.ADMIN, null);
  }

  private <R> R as(Tenant tenant, Function<CallerIds, R> work) {
    return Use.in(
        tenant,
        em ->
            work.apply(
                new CallerIds(
                    em, new CodeSender(node, Optional::empty, carriers), carriers, TERMS, clock)));
  }

  private void refused(String code, Tenant tenant, Function<CallerIds, ?> work) {
    assertEquals(code, assertThrows(Refused.class, () -> as(tenant, work)).code());
  }

  private static String mobile() {
    return "+49151" + ThreadLocalRandom.current().nextLong(10_000_000L, 99_999_999L);
  }

  private UUID added(Tenant tenant, String number) {
    return as(tenant, ids -> ids.add(admin(tenant), number)).number().id();
  }

  private void send(Tenant tenant, UUID id) {
    as(tenant, ids -> ids.send(admin(tenant), id, CallerId.Way.CALL));
  }

  private Entered enter(Tenant tenant, UUID id, String code) {
    return as(tenant, ids -> ids.enter(admin(tenant), id, code));
  }

  private CallerId.State state(Tenant tenant, UUID id) {
    return as(tenant, ids -> ids.get(admin(tenant), id)).state();
  }

  /** What is said in the last call, in digits. */
  private String said() {
    return !(begun.getLast().then() instanceof CallRequest.Announcement told)
        ? ""
        : told.prompts().stream()
            .map(
                each ->
                    each instanceof Prompt.Spoken(Saying.Digits digits, var _, var _)
                        ? digits.digits()
                        : "")
            .collect(Collectors.joining());
  }

  private List<String> strings(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    database.in(
        harbour,
        database.app(),
        connection -> {
          try (var select = connection.prepareStatement(sql);
              var row = select.executeQuery()) {
            while (row.next()) {
              found.add(row.getString(1));
            }
          }
        });
    return found;
  }

  private static String wrong(String code) {
    return (code.charAt(0) == '1' ? "2" : "1") + code.substring(1);
  }

  @Test
  void whoAnswersThereMayShowIt() throws SQLException {
    String number = mobile();
    UUID id = added(harbour, number);
    assertEquals(CallerId.State.NEW, state(harbour, id));
    refused("caller-id-exists", harbour, ids -> ids.add(admin(harbour), number));
    refusePhone(number);
    send(harbour, id);
    assertEquals(CallerId.State.PENDING, state(harbour, id));
    CallRequest call = begun.getLast();
    assertEquals(number, call.first().dialled());
    assertEquals("+4930555100", call.first().callerId());
    assertEquals(Set.of("carrier"), ((CallRequest.Announcement) call.then()).trunks());
    String code = said().substring(0, 6);
    assertEquals(code + code, said(), "said twice");
    assertFalse(strings("select encode(code, 'escape') from caller_id").toString().contains(code));

    assertEquals(Entered.WRONG, enter(harbour, id, wrong(code)));
    assertEquals(Entered.RIGHT, enter(harbour, id, code));
    CallerId.State verified = state(harbour, id);
    assertEquals(CallerId.State.VERIFIED, verified);
    assertEquals(Entered.TOO_LATE, enter(harbour, id, code), "a code is good once");
    assertEquals(
        List.of("caller-id.verified"),
        strings("select type from outbox where type like 'caller-id%' order by id"));

    UUID phone = phone(number);
    now = now.plus(Duration.ofDays(90));
    assertEquals(CallerId.State.EXPIRED, state(harbour, id));
    as(
        harbour,
        ids -> {
          ids.remove(admin(harbour), id);
          return true;
        });
    assertEquals(
        List.of("none"),
        strings("select coalesce(caller_id, 'none') from phone where id = '%s'".formatted(phone)));
    refusePhone(number);
  }

  private UUID phone(String callerId) {
    return Use.in(
        harbour,
        em ->
            new Phones(em, clock)
                .open(
                    admin(harbour),
                    "p" + ThreadLocalRandom.current().nextInt(1_000_000),
                    new Phones.Draft("x", callerId, null))
                .phone()
                .phone()
                .id());
  }

  private void refusePhone(String callerId) {
    assertEquals("invalid", assertThrows(Refused.class, () -> phone(callerId)).code());
  }

  @Test
  void codesAreGuessedAFewTimesOnlyAndForMinutes() {
    UUID id = added(harbour, mobile());
    send(harbour, id);
    String code = said().substring(0, 6);
    for (int guess = 0; guess < CallerIdRows.TRIES; guess++) {
      assertEquals(Entered.WRONG, enter(harbour, id, wrong(code)));
    }
    assertEquals(Entered.TOO_LATE, enter(harbour, id, code), "even the right one");
    now = now.plus(Duration.ofMinutes(2));
    send(harbour, id);
    String next = said().substring(0, 6);
    now = now.plus(CallerIds.VALID);
    assertEquals(Entered.TOO_LATE, enter(harbour, id, next));
  }

  @Test
  void nobodyIsCalledOverAndOver() {
    String number = mobile();
    UUID ours = added(harbour, number);
    UUID theirs = added(meadow, number);
    send(harbour, ours);
    refused("too-many-codes", harbour, ids -> ids.send(admin(harbour), ours, CallerId.Way.CALL));
    refused("too-many-codes", meadow, ids -> ids.send(admin(meadow), theirs, CallerId.Way.CALL));
    for (int minute = 0; minute < 2; minute++) {
      now = now.plus(Duration.ofMinutes(2));
      send(meadow, theirs);
    }
    now = now.plus(Duration.ofMinutes(2));
    refused("too-many-codes", harbour, ids -> ids.send(admin(harbour), ours, CallerId.Way.CALL));
    assertEquals(3, begun.size(), "three a day, whoever asks");
    for (int other = 0; other < 3; other++) {
      send(harbour, added(harbour, mobile()));
    }
    UUID fifth = added(harbour, mobile());
    refused("too-many-codes", harbour, ids -> ids.send(admin(harbour), fifth, CallerId.Way.CALL));
    now = now.plus(Duration.ofDays(1));
    send(harbour, fifth);
  }

  @Test
  void whatIsNobodysPhoneIsNotCalled() {
    for (String number : List.of("112", "+49900123456", "101", "+4930", "+88161234567")) {
      refused("invalid", harbour, ids -> ids.add(admin(harbour), number));
    }
    String taken = mobile();
    owned.add(new E164(taken));
    refused("number-of-others", harbour, ids -> ids.add(admin(harbour), taken));
    UUID french = added(harbour, "+33612345678");
    refused("no-way-there", harbour, ids -> ids.send(admin(harbour), french, CallerId.Way.CALL));
    refused("no-way-there", harbour, ids -> ids.send(admin(harbour), french, CallerId.Way.SMS));
    UUID id = added(harbour, mobile());
    refusal = Optional.of(new Refusal("no-room", "full", 503, true));
    refused("no-room", harbour, ids -> ids.send(admin(harbour), id, CallerId.Way.CALL));
    assertEquals(CallerId.State.NEW, state(harbour, id));
    refused("not-found", meadow, ids -> ids.get(admin(meadow), id));
    refused("not-found", meadow, ids -> ids.enter(admin(meadow), id, "000000"));
  }

  @Test
  void theOperatorVouches() throws SQLException {
    Tenant operator = database.operator();
    String number = mobile();
    Caller theirs = admin(harbour);
    refused("operator-only", harbour, ids -> ids.vouch(theirs, meadow.id(), number, "x"));
    Caller looks = admin(operator);
    refused("invalid", operator, ids -> ids.vouch(looks, meadow.id(), number, " "));
    UUID id =
        as(operator, ids -> ids.vouch(looks, meadow.id(), number, "by contract")).number().id();
    assertEquals(CallerId.State.VERIFIED, state(meadow, id));
    assertEquals("by contract", as(meadow, ids -> ids.get(admin(meadow), id)).number().note());
    assertTrue(as(harbour, ids -> ids.list(admin(harbour))).isEmpty());
    as(
        operator,
        ids -> {
          ids.withdraw(looks, meadow.id(), id);
          return true;
        });
    assertTrue(as(meadow, ids -> ids.list(admin(meadow))).isEmpty());
  }
}
