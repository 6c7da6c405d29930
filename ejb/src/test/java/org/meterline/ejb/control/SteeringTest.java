package org.meterline.ejb.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.ejb.record.Happening;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.record.NoPhones;
import org.meterline.ejb.record.Operation;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;

/** What is asked for is done once, by those who may, and its end is told. */
class SteeringTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private final Tenant harbour = tenant("harbour");
  private final Tenant meadow = tenant("meadow");
  private final CallId call = CallId.mint();
  private final List<Verb<?>> begun = new ArrayList<>();
  private final CompletableFuture<Outcome<?>> outcome = new CompletableFuture<>();
  private final List<Happening> heard = new ArrayList<>();
  private final LiveCalls live =
      new LiveCalls(
          domain ->
              List.of(harbour, meadow).stream().filter(t -> t.domain().equals(domain)).findFirst(),
          new NoPhones(),
          name -> Optional.empty());
  private final Steering steering =
      new Steering(
          (id, verb, deadline) -> {
            begun.add(verb);
            return id.equals(call.value()) ? Optional.of(outcome) : Optional.empty();
          },
          live,
          new Operations(),
          Clock.fixed(NOON, ZoneOffset.UTC));

  private static Tenant tenant(String alias) {
    return new Tenant(
        UUID.randomUUID(), alias, alias, new Domain(alias + ".example"), ZoneOffset.UTC, "DE");
  }

  private static Caller caller(Tenant tenant, Role role) {
    return new Caller(tenant, "s", "x@y.example", "X", role, null);
  }

  @BeforeEach
  void aCallIsLive() {
    live.changed(
        new CallEvents.Snapshot(
            call,
            harbour.domain(),
            new Origin.Phone(harbour.domain(), "101"),
            "101",
            "102",
            "102",
            CallState.TALKING,
            "why",
            NOON,
            NOON,
            NOON));
    live.subscribe(harbour.id(), heard::add);
  }

  private Operation run(@Nullable String key, Steering.Wish wish) {
    return ask(steering, key, wish, 0);
  }

  private Operation ask(Steering of, @Nullable String key, Steering.Wish wish, int wait) {
    return of.run(caller(harbour, Role.AGENT), call.value(), wish, key, wait);
  }

  private static String code(Executable asked) {
    return assertThrows(Refused.class, asked).code();
  }

  @Test
  void itIsDoneOnceAndItsEndIsTold() {
    Steering.Wish digits = Wishes.sendDigits("12", null);
    Operation running = run("a", digits);
    assertNull(running.outcome());
    assertEquals(running.id(), run("a", Wishes.sendDigits("12", null)).id());
    assertEquals(1, begun.size());
    assertEquals("idempotency-key-reused", code(() -> run("a", Wishes.sendDigits("13", null))));
    outcome.complete(new Outcome.Done<>(Verb.Nothing.NOTHING));
    Operation ended = ((Happening.OperationEnded) heard.getLast()).operation();
    assertEquals(running.id(), ended.id());
    assertEquals("send-digits", ended.verb());
    assertEquals(ended, run("a", digits));
  }

  @Test
  void whatIsRefusedMayBeAskedForAgain() {
    outcome.complete(new Outcome.Refused<>(new Refusal("busy", "Another runs", 409, true)));
    assertEquals("busy", code(() -> run("a", Wishes.BRIDGE)));
    assertEquals("busy", code(() -> run("a", Wishes.UNBRIDGE)));
    assertEquals(2, begun.size());
    assertEquals(List.of(), heard);
  }

  @Test
  void whoAskedForTheSameMeanwhileIsToldOfTheRefusal() {
    var steered = new CompletableFuture<Steering>();
    var second = new CompletableFuture<String>();
    Steering one =
        new Steering(
            (id, verb, deadline) -> {
              Thread other =
                  Thread.ofPlatform()
                      .daemon()
                      .start(
                          () ->
                              second.complete(
                                  code(() -> ask(steered.join(), "a", Wishes.BRIDGE, 60))));
              while (other.isAlive() && other.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              return Optional.empty();
            },
            live,
            new Operations(),
            Clock.fixed(NOON, ZoneOffset.UTC));
    steered.complete(one);
    assertEquals("call-is-over", code(() -> ask(one, "a", Wishes.BRIDGE, 0)));
    assertEquals("call-is-over", second.orTimeout(30, TimeUnit.SECONDS).join());
  }

  @Test
  void othersMayNot() {
    Steering.Wish wish = Wishes.BRIDGE;
    UUID id = call.value();
    assertEquals(
        "call-is-over", code(() -> steering.run(caller(meadow, Role.ADMIN), id, wish, null, 0)));
    for (Role role : List.of(Role.FINANCE, Role.PAYER)) {
      assertEquals("forbidden", code(() -> steering.run(caller(harbour, role), id, wish, null, 0)));
    }
    assertEquals(List.of(), begun);
  }

  @Test
  void whatCannotBeMeantIsNamed() {
    for (Executable wrong :
        List.<Executable>of(
            () -> Wishes.sendDigits("x", null),
            () -> Wishes.sendDigits("1", "nobody"),
            () -> Wishes.reject(200, null),
            () -> Wishes.hangUp(null, null, 999, "x"),
            () -> Wishes.setVariable("a b", "c"),
            () -> Wishes.transfer(new Wishes.Transferred(" ", null, null, null, null, null, null)),
            () -> Wishes.transfer(new Wishes.Transferred(null, null, null, null, null, null, null)),
            () -> Wishes.transfer(new Wishes.Transferred("102", null, 999, null, null, null, null)),
            () -> Wishes.transfer(transferred("102", "nobody", null)),
            () -> Wishes.transfer(transferred("102", null, UUID.randomUUID())),
            () -> Wishes.hold(null, Collections.singletonList(null)),
            () -> Wishes.hold(null, List.of(chord(Collections.singletonList(null)))),
            () -> Wishes.dial(List.of(), null, null, null),
            () ->
                Wishes.gather(
                    new Wishes.Digits(null, null, null, null, null, null, "(1)", null, null)),
            () -> Wishes.say(said(null, null, null), null, null),
            () -> Wishes.say(said("yesterday", null, null), null, null),
            () -> Wishes.say(said("2026-03-03", new Said.Amount("1", "EUR"), null), null, null),
            () -> Wishes.say(said(null, new Said.Amount("1", "EUX"), null), null, null),
            () -> Wishes.say(said(null, new Said.Amount("much", "EUR"), null), null, null),
            () -> Wishes.say(said("2026-03-03", null, "../de"), null, null),
            () -> Wishes.play(List.of(own("../welcome")), null, null, null),
            () -> Wishes.play(List.of(at("file:///etc/passwd")), null, null, null),
            () -> Wishes.play(List.of(at("http://me:pass@host/a.wav")), null, null, null),
            () ->
                Wishes.play(
                    List.of(
                        new Sound(null, "whistle", null, null, null, null, null, null, null, null)),
                    null,
                    null,
                    null))) {
      assertEquals("invalid", code(wrong));
    }
    SoundVerb.Play own =
        (SoundVerb.Play) Wishes.play(List.of(own("welcome")), null, null, null).verb();
    assertEquals(List.of(new Prompt.Own("welcome")), own.prompts());
    SoundVerb.Say said =
        (SoundVerb.Say) Wishes.say(said("2026-03-03", null, "de"), "#", "callee").verb();
    assertEquals(new Saying.Date(LocalDate.of(2026, 3, 3)), said.what());
    assertEquals("de", said.language());
    assertEquals(Verb.End.Side.CALLEE, said.end());
    Verb.HangUp busy = (Verb.HangUp) Wishes.hangUp(null, null, 17, "x").verb();
    assertEquals(486, busy.status());
    assertEquals(
        Duration.ofSeconds(35),
        Wishes.transfer(new Wishes.Transferred("102", null, 20, null, null, null, null))
            .deadline());
  }

  private static Sound chord(List<@Nullable Integer> hertz) {
    return new Sound(null, null, null, hertz, null, null, null, null, null, null);
  }

  private static Sound own(String name) {
    return new Sound(null, null, null, null, null, null, null, null, null, name);
  }

  private static Sound at(String url) {
    return new Sound(null, null, null, null, null, null, null, url, null, null);
  }

  private static Said said(
      @Nullable String date, Said.@Nullable Amount money, @Nullable String language) {
    return new Said(
        null, null, null, null, null, null, null, date, null, null, null, money, language, null);
  }

  private static Wishes.Transferred transferred(
      @Nullable String to, @Nullable String stays, @Nullable UUID call) {
    return new Wishes.Transferred(to, null, null, stays, call, null, null);
  }
}
