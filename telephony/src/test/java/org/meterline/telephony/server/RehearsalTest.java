package org.meterline.telephony.server;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.Patience;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.sip.SipSettings;
import org.meterline.telephony.speech.OwnSounds;

/** Calls that a node places among itself, through all of SIP and media. */
class RehearsalTest {
  @TempDir Path folder;

  private final List<CallFact> booked = new CopyOnWriteArrayList<>();

  private Path rehearsed() {
    return folder.resolve("rehearsal");
  }

  private Engine engine(int calls) {
    Settings settings =
        Settings.of(
                "test",
                folder,
                SipSettings.of("127.0.0.1", "127.0.0.1", 0),
                MediaSettings.loopback())
            .rehearsing(calls);
    Properties file = new Properties();
    file.setProperty("domain", "house.example");
    file.setProperty("account.101", "one-0-one");
    FileDirectory house = new FileDirectory(file);
    Clock clock = Clock.systemUTC();
    return new Engine(
        settings,
        house,
        new NobodyPays(),
        booked::addAll,
        new Unheard(),
        new StandardHardware(
            settings,
            house,
            new Unheard(),
            new FixedBindings(List.of()),
            OwnSounds.NONE,
            clock,
            false),
        clock);
  }

  @Test
  void allAreAnsweredAndNothingIsLeft() throws Exception {
    assertEquals(30, new Rehearsal(rehearsed(), 30, Duration.ofMinutes(1)).run());
    assertFalse(Files.exists(rehearsed()));
  }

  @Test
  void itIsOverInTimeHoweverManyThereWouldBe() throws Exception {
    Files.createDirectories(rehearsed().resolve("ends/left/over"));
    int answered = new Rehearsal(rehearsed(), 1_000_000, Duration.ofSeconds(4)).run();
    assertTrue(answered < 1_000_000, () -> answered + " were");
    assertFalse(Files.exists(rehearsed()));
  }

  @Test
  void callsAreTakenMeanwhileAndNobodyHearsOfIt() throws Exception {
    Engine engine = engine(10);
    engine.start();
    try {
      CallId own = CallId.mint();
      CallRequest.Party phone = new CallRequest.Party("101", null, Duration.ofSeconds(5));
      CallRequest.Application verbs = new CallRequest.Application();
      Optional<Refusal> refused =
          engine.originate(
              new CallRequest(
                  own, new Domain("house.example"), null, "ann", phone, verbs, Map.of()));
      assertEquals(Optional.empty(), refused);
      Patience.until("the rehearsal is over", engine::rehearsed);
      Patience.until(
          "the call is", () -> booked.stream().anyMatch(CallFact.Ended.class::isInstance));
      assertEquals(Set.of(own), booked.stream().map(CallFact::call).collect(toSet()));
      assertEquals(1, engine.counters().callsTotal());
    } finally {
      engine.drain(Duration.ZERO);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itEndsWithTheEngine(boolean once) throws Exception {
    Engine engine = engine(1_000_000);
    engine.start();
    if (once) {
      Patience.until("it has begun", () -> Files.exists(rehearsed().resolve("middle")));
    }
    engine.drain(Duration.ZERO);
    Patience.until("the rehearsal is over", engine::rehearsed);
    assertFalse(Files.exists(rehearsed()));
  }
}
