package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.sip.SipSettings;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.speech.OwnSounds;

/** Whole engines with sipp as phones and as a carrier. */
class EngineTest {
  private static final String DOMAIN = "harbour.example";

  @TempDir Path folder;
  private final Books books = new Books();
  private volatile CallAuthority.Answer first = granted(30, false);
  private volatile CallAuthority.Answer more = granted(3600, false);
  private @Nullable Engine engine;

  private static CallAuthority.Granted granted(long seconds, boolean last) {
    return new CallAuthority.Granted(
        Duration.ofSeconds(seconds), last, Duration.ofSeconds(1), List.of("carrier"), "wallet");
  }

  @AfterEach
  void stop() throws InterruptedException {
    Engine running = engine;
    if (running != null) {
      running.drain(Duration.ZERO);
    }
  }

  private Engine start(Map<String, String> directory) throws Exception {
    Properties file = new Properties();
    file.setProperty("domain", DOMAIN);
    file.setProperty("account.101", "one-0-one");
    file.setProperty("account.102", "one-0-two");
    file.putAll(directory);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Settings settings =
        Settings.of(
            "test",
            folder,
            SipSettings.of("127.0.0.1", "127.0.0.1", 0),
            new MediaSettings(loopback, loopback, 0, 0, 1, Duration.ofSeconds(60), null));
    FileDirectory numbers = new FileDirectory(file);
    CallAuthority authority =
        new CallAuthority() {
          @Override
          public Answer admit(Ask ask) {
            return first;
          }

          @Override
          public Answer extend(LegId leg, int sequence, Duration used) {
            return more;
          }
        };
    CallEvents events =
        new CallEvents() {
          @Override
          public void changed(Snapshot call) {}

          @Override
          public void registered(Binding binding, boolean registered) {}
        };
    Clock clock = Clock.systemUTC();
    Engine built =
        new Engine(
            settings,
            numbers,
            authority,
            books,
            events,
            new StandardHardware(
                settings,
                numbers,
                events,
                new FixedBindings(List.of()),
                OwnSounds.NONE,
                clock,
                false),
            clock);
    built.start();
    engine = built;
    return built;
  }

  private static void register(Engine engine, int port) throws Exception {
    try (Sipp phone =
        Sipp.scenario("register.xml")
            .to(engine.port())
            .user("102", "one-0-two")
            .set("domain", DOMAIN)
            .set("expires", "300")
            .set("contact", Integer.toString(port))
            .start()) {
      phone.succeeds(1);
    }
  }

  private static Sipp.Setup caller(Engine engine, String scenario, String to) {
    return Sipp.scenario(scenario)
        .to(engine.port())
        .user("101", "one-0-one")
        .set("domain", DOMAIN)
        .set("to", to);
  }

  private <F extends CallFact> List<F> facts(Class<F> kind) {
    return books.taken().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void aPhoneCallsAPhone() throws Exception {
    Engine running = start(Map.of());
    long began;
    try (Sipp callee = Sipp.scenario("uas.xml").start()) {
      register(running, callee.port());
      began = System.nanoTime();
      try (Sipp caller = caller(running, "uac.xml", "102").option("-d", "1500").start()) {
        until("the call is seen", () -> !running.calls().isEmpty());
        caller.succeeds(1);
      }
      callee.succeeds(1);
    }
    until("it is on record", () -> facts(CallFact.Ended.class).size() == 1);
    long took = System.nanoTime() - began;
    CallFact.Ended ended = facts(CallFact.Ended.class).getFirst();
    assertEquals(200, ended.sipStatus());
    assertTrue(ended.ladder().stream().anyMatch(step -> step.title().startsWith("INVITE")));
    CallFact.LegEnded charged =
        facts(CallFact.LegEnded.class).stream()
            .filter(leg -> leg.charged().isPositive())
            .findFirst()
            .orElseThrow();
    long millis = charged.charged().toMillis();
    assertTrue(millis >= 1_400 && millis <= took / 1_000_000, millis + " ms");
    until("it is over", () -> running.calls().isEmpty());
  }

  @Test
  void theCallIsCutWhenTheCreditEnds() throws Exception {
    first = granted(2, true);
    more =
        new CallAuthority.Refused(new Refusal("wallet-too-low", "The wallet is empty", 402, false));
    Engine running = start(Map.of());
    long began;
    try (Sipp callee = Sipp.scenario("uas.xml").start()) {
      register(running, callee.port());
      began = System.nanoTime();
      try (Sipp caller = caller(running, "uac-waits.xml", "102").start()) {
        caller.succeeds(1);
        assertTrue(caller.messages().contains("The credit is used up"));
      }
      callee.succeeds(1);
    }
    until("it is on record", () -> facts(CallFact.Ended.class).size() == 1);
    long took = System.nanoTime() - began;
    List<CallFact.LegEnded> legs = facts(CallFact.LegEnded.class);
    CallFact.LegEnded paid =
        legs.stream().filter(leg -> leg.charged().equals(Duration.ofSeconds(2))).findFirst().get();
    CallFact.LegAnswered answered =
        facts(CallFact.LegAnswered.class).stream()
            .filter(leg -> leg.leg().equals(paid.leg()))
            .findFirst()
            .get();
    Duration up = Duration.between(answered.at(), paid.at());
    assertTrue(up.toMillis() >= 1_990 && up.toNanos() <= took, up.toString());
  }

  @Test
  void aNumberOutsideGoesOverTheTrunk() throws Exception {
    try (Sipp carrier = Sipp.scenario("uas.xml").start()) {
      Engine running = start(Map.of("trunk.carrier", "127.0.0.1:" + carrier.port()));
      try (Sipp caller = caller(running, "uac.xml", "+49301234567").option("-d", "200").start()) {
        caller.succeeds(1);
      }
      carrier.succeeds(1);
      assertTrue(carrier.messages().contains("INVITE sip:+49301234567@"));
    }
    until("it is on record", () -> facts(CallFact.Ended.class).size() == 1);
    assertTrue(
        facts(CallFact.LegBegan.class).stream().anyMatch(leg -> "carrier".equals(leg.trunk())));
  }

  /** Neither of them calls. */
  @Test
  void aPhoneIsCalledAndThenANumberOutside() throws Exception {
    try (Sipp phone = Sipp.scenario("uas.xml").start();
        Sipp carrier = Sipp.scenario("uas.xml").start()) {
      Engine running = start(Map.of("trunk.carrier", "127.0.0.1:" + carrier.port()));
      register(running, phone.port());
      CallRequest request = request("102", "+49301234567");
      assertEquals(Optional.empty(), running.originate(request));
      assertEquals(Optional.empty(), running.originate(request));
      until(
          "they talk",
          () -> running.calls().stream().anyMatch(call -> call.state() == CallState.TALKING));
      assertTrue(running.hangUp(request.call(), "Enough"));
      phone.succeeds(1);
      carrier.succeeds(1);
      assertTrue(carrier.messages().contains("INVITE sip:+49301234567@"));
    }
    until("it is on record", () -> facts(CallFact.Ended.class).size() == 1);
    assertEquals(200, facts(CallFact.Ended.class).getFirst().sipStatus());
    List<CallFact.LegEnded> legs = facts(CallFact.LegEnded.class);
    assertEquals(2, legs.size());
    assertTrue(legs.stream().allMatch(leg -> leg.charged().isPositive()), legs::toString);
    String ladder = facts(CallFact.Ended.class).getFirst().ladder().toString();
    assertTrue(ladder.contains("to=caller") && ladder.contains("to=callee"), ladder);
  }

  @Test
  void whoAnsweredHearsThatTheOtherIsBusy() throws Exception {
    try (Sipp phone = Sipp.scenario("uas.xml").start();
        Sipp carrier = Sipp.scenario("uas-busy.xml").start()) {
      Engine running = start(Map.of("trunk.carrier", "127.0.0.1:" + carrier.port()));
      register(running, phone.port());
      assertEquals(Optional.empty(), running.originate(request("102", "+49301234567")));
      phone.succeeds(1);
      carrier.succeeds(1);
    }
    until("it is on record", () -> facts(CallFact.Ended.class).size() == 1);
    assertEquals(486, facts(CallFact.Ended.class).getFirst().sipStatus());
    CallFact.LegEnded heard =
        facts(CallFact.LegEnded.class).stream()
            .filter(CallFact.LegEnded::answered)
            .findFirst()
            .get();
    assertTrue(heard.charged().compareTo(Duration.ofSeconds(2)) > 0, "the prompt is that long");
  }

  private static CallRequest request(String first, String then) {
    return new CallRequest(
        CallId.mint(),
        new Domain(DOMAIN),
        null,
        "a test",
        new CallRequest.Party(first, null, Duration.ofSeconds(30)),
        new CallRequest.Party(then, null, Duration.ofSeconds(30)),
        Map.of());
  }

  @Test
  void whatIsBuiltInAnswers() throws Exception {
    Engine running = start(Map.of("answer", "tone"));
    until("its audio is warm", running::ready);
    try (Sipp caller = caller(running, "uac.xml", "800").option("-d", "1500").start()) {
      caller.succeeds(1);
    }
    until("it is on record", () -> facts(CallFact.Ended.class).size() == 1);
    assertEquals(1, facts(CallFact.ProgramEnded.class).size());
    CallFact.LegEnded leg = facts(CallFact.LegEnded.class).getFirst();
    assertTrue(leg.quality() != null && leg.quality().packetsSent() > 10);
  }

  @Test
  void whileItDrainsRunningCallsEnd() throws Exception {
    Engine running = start(Map.of("answer", "tone"));
    try (Sipp caller = caller(running, "uac-waits.xml", "800").start()) {
      until("answered", () -> running.calls().stream().anyMatch(call -> call.answered() != null));
      running.drain(Duration.ofMillis(100));
      engine = null;
      caller.succeeds(1);
    }
    assertEquals(1, facts(CallFact.Ended.class).size());
  }
}
