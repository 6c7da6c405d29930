package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** A carrier that asks within a call, too, who we are; sipp judges what we prove. */
class ChallengingTrunkTest {
  private static final Trunk.Access ACCOUNT =
      new Trunk.Access("user-1", "secret-1", "carrier.example", false);

  private final List<Event> events = new CopyOnWriteArrayList<>();

  private static Trunk trunk(int port) {
    return new TrunkBuilder(new Trunk("asks", "127.0.0.1", port, "udp", List.of("")))
        .access(ACCOUNT)
        .build();
  }

  private Signalling.Leg call(Exchange exchange, Sipp carrier, Consumer<Event> heard) {
    String uri = "sip:+49301@127.0.0.1:" + carrier.port();
    return exchange.sip.invite(
        new Invitation(
            LegId.mint(),
            List.of(new Invitation.Target(uri, List.of(), "udp")),
            "+4930555101",
            null,
            new Domain("carrier.example"),
            Exchange.SDP,
            70,
            Invitation.Confidence.NONE,
            trunk(carrier.port())),
        heard);
  }

  private long answers() {
    return events.stream().filter(Event.Answered.class::isInstance).count();
  }

  private void refreshes(MovedTimers timers) {
    timers.awaits(50_000, 50_000);
    timers.move(Duration.ofSeconds(50));
    timers.awaits(50_000, 50_000); // agreed once more
  }

  @Test
  void ofACallThatWeMakeAllIsProved() throws Exception {
    var timers = new MovedTimers();
    try (var carrier = Sipp.scenario("trunk-challenges.xml").start();
        var exchange = new Exchange(Exchange.settings(), timers)) {
      Signalling.Leg leg = call(exchange, carrier, events::add);
      until("it is answered", () -> answers() == 1);
      refreshes(timers);
      leg.offer(Exchange.SDP);
      until("the offer is answered", () -> answers() == 2);
      leg.hangUp(200, "Enough");
      carrier.succeeds(1);
      assertEquals(0, exchange.counters.faults());
    }
  }

  @Test
  void ofACallThatComesAllIsProved() throws Exception {
    var timers = new MovedTimers();
    int port = Sipp.freePort();
    try (var exchange = new Exchange(Exchange.settings(), timers)) {
      exchange.directory.trunk(trunk(port));
      try (var carrier =
          Sipp.scenario("uac-challenges.xml")
              .at(port)
              .to(exchange.port())
              .set("domain", "127.0.0.1")
              .set("to", "answer")
              .set("from", "+4940123456")
              .start()) {
        Exchange.Taken call = exchange.call();
        until("it is confirmed", () -> call.last(Event.Answered.class) != null);
        call.events.clear();
        refreshes(timers);
        call.leg.offer(Exchange.SDP);
        until("the offer is answered", () -> call.last(Event.Answered.class) != null);
        call.leg.hangUp(200, "Enough");
        carrier.succeeds(1);
      }
      assertEquals(0, exchange.counters.faults());
    }
  }

  /** RFC 3261, section 22.3. */
  @Test
  void aProxyAndWhoIsBehindItGetAProofEach() throws Exception {
    try (var carrier = Sipp.scenario("trunk-asks-twice.xml").start();
        var exchange = new Exchange(Exchange.settings())) {
      Signalling.Leg leg = call(exchange, carrier, events::add);
      until("it is answered", () -> answers() == 1);
      leg.hangUp(200, "Enough");
      carrier.succeeds(1);
      assertEquals(0, exchange.counters.faults());
    }
  }

  @Test
  void whoAsksTheSameAgainIsNotAnsweredAgain() throws Exception {
    try (var carrier = Sipp.scenario("trunk-asks-the-same.xml").start();
        var exchange = new Exchange(Exchange.settings())) {
      call(exchange, carrier, events::add);
      carrier.succeeds(1);
      until("it is given up", () -> events.stream().anyMatch(Event.Failed.class::isInstance));
      Event.Failed failed =
          (Event.Failed)
              events.stream().filter(Event.Failed.class::isInstance).findFirst().orElseThrow();
      assertEquals(407, failed.status());
    }
  }

  /** Who is restarted ends what was up, at carriers that ask, too. */
  @Test
  void whatADeadProcessLeftIsEndedWithAProof() throws Exception {
    int port = Sipp.freePort();
    SipSettings settings = SipSettings.of("127.0.0.1", "127.0.0.1", port);
    try (var carrier = Sipp.scenario("trunk-asks-at-bye.xml").start()) {
      DialogIdentity left;
      try (var dies = new Exchange(settings)) {
        Signalling.Leg leg = call(dies, carrier, events::add);
        until("it is answered", () -> answers() == 1);
        left = leg.dialog().orElseThrow();
      }
      try (var restarted = new Exchange(settings)) {
        restarted.sip.bye(left, ACCOUNT, "The server was restarted");
        carrier.succeeds(1);
      }
    }
  }
}
