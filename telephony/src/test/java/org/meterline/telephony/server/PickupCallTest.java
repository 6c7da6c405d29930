package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.RecordingRule;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** A phone written elsewhere takes a call that rings at another place, by INVITE with Replaces. */
class PickupCallTest {
  private static final String DIALLED = "+4930555741";

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  @BeforeEach
  void forget() {
    house.forget();
    house.trunks.clear();
    house.rules.clear();
    house.facts.clear();
  }

  private static Sipp.Setup phone(String scenario, String user, String to) {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user(user, House.password(user))
        .set("domain", House.DOMAIN)
        .set("to", to);
  }

  /**
   * The early dialog of who rings, as we have it: our tag is that of From (RFC 3891, section 3).
   */
  static String ringing(Sipp rings) throws Exception {
    Pattern answer =
        Pattern.compile(
            "SIP/2\\.0 180 .*?^From:[^\\r"
                + "\\n"
                + "]*;tag=(\\S+).*?^To:[^\\r"
                + "\\n"
                + "]*;tag=(\\S+).*?^Call-ID: *(\\S+)",
            Pattern.DOTALL | Pattern.MULTILINE);
    until("it rings", () -> answer.matcher(said(rings)).find());
    Matcher dialog = answer.matcher(rings.messages());
    assertTrue(dialog.find());
    return dialog.group(3) + ";to-tag=" + dialog.group(1) + ";from-tag=" + dialog.group(2);
  }

  private static String said(Sipp peer) {
    try {
      return peer.messages();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<CallFact.LegEnded> legs() {
    until("no call is left", () -> house.engine.counters().callsLive() == 0);
    return house.facts.stream()
        .filter(CallFact.LegEnded.class::isInstance)
        .map(CallFact.LegEnded.class::cast)
        .toList();
  }

  @Test
  void whoPicksUpTalksAndWhoRangIsCancelledAndCostsNothing() throws Exception {
    try (var rings = Sipp.scenario("uas-cancelled.xml").start()) {
      house.trunks.add(new Trunk("rings", "127.0.0.1", rings.port(), "udp", List.of("")));
      try (var caller = phone("uac-waits.xml", "101", DIALLED).start()) {
        String dialog = ringing(rings) + ";early-only";
        try (var other =
            phone("uac-pickup.xml", "103", "102")
                .set("replaces", dialog)
                .option("-d", "300")
                .start()) {
          other.succeeds(1);
        }
        caller.succeeds(1);
      }
      rings.succeeds(1);
    }
    List<CallFact.LegEnded> legs = legs();
    assertEquals(3, legs.size(), legs::toString);
    for (CallFact.LegEnded leg : legs) {
      boolean outside = "rings".equals(leg.trunk());
      assertEquals(!outside, leg.answered(), leg::toString);
      if (outside) {
        assertEquals(Duration.ZERO, leg.charged(), leg::toString);
      }
    }
  }

  /** The rule is that of who picks up, and the caller, whom no rule is for, hears it first. */
  @Test
  void whatIsPickedUpIsRecordedByTheRuleOfWhoPicksUp() throws Exception {
    house.rules.add(
        new RecordingRule(
            UUID.randomUUID(),
            new RecordingRule.Scope.Phone("103"),
            RecordingRule.Ways.BOTH,
            true,
            RecordingRule.Consent.ANNOUNCE,
            RecordingRule.Told.BOTH,
            false,
            null));
    try (var rings = Sipp.scenario("uas-cancelled.xml").start()) {
      house.trunks.add(new Trunk("rings", "127.0.0.1", rings.port(), "udp", List.of("")));
      try (var caller = phone("uac-waits.xml", "101", DIALLED).start()) {
        String dialog = ringing(rings);
        try (var other =
            phone("uac-pickup.xml", "103", "102")
                .set("replaces", dialog)
                .option("-d", "60000")
                .start()) {
          until("it is recorded", () -> !recordings().isEmpty());
          assertTrue(other.messages().contains("SIP/2.0 200 OK"), other.messages());
          CallFact.RecordingBegan began = recordings().getFirst();
          assertEquals("rule: extension 103", began.by());
          assertTrue(house.engine.hangUp(began.call(), "Enough"));
          caller.succeeds(1);
        }
      }
      rings.succeeds(1);
    }
    List<CallFact> call = house.call(DIALLED);
    assertEquals("announced", basis(House.only(call, CallFact.RecordingBegan.class)));
    assertEquals(1, call.stream().filter(CallFact.RecordingEnded.class::isInstance).count());
  }

  private static List<CallFact.RecordingBegan> recordings() {
    return house.facts.stream()
        .filter(CallFact.RecordingBegan.class::isInstance)
        .map(CallFact.RecordingBegan.class::cast)
        .toList();
  }

  private static String basis(CallFact.RecordingBegan began) {
    return Objects.requireNonNull(began.basis()).consent();
  }
}
