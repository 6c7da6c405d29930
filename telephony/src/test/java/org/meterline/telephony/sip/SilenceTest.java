package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling.Event;

/** Timer B (RFC 3261, section 17.1.1.2) takes 64 times T1. */
class SilenceTest {
  private static final Duration T1 = Duration.ofMillis(50);

  @Test
  void whoDoesNotAnswerIsGivenUp() throws Exception {
    try (var exchange = new Exchange(Exchange.settings().withT1(T1));
        var silent = new RawPhone(exchange.port())) {
      long began = System.nanoTime();
      var failed = new CompletableFuture<Event.Failed>();
      exchange.sip.invite(
          new Invitation(
              LegId.mint(),
              List.of(new Invitation.Target("sip:x@127.0.0.1:" + silent.port(), List.of(), "udp")),
              "101",
              null,
              new Domain(Exchange.DOMAIN),
              Exchange.SDP),
          event -> {
            if (event instanceof Event.Failed how) {
              failed.complete(how);
            }
          });
      Event.Failed how = failed.get(40, TimeUnit.SECONDS);
      assertTrue(how.status() == 408, how::toString);
      Duration taken = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(taken.compareTo(T1.multipliedBy(50)) >= 0, taken::toString);
      assertTrue(silent.receive().startsWith("INVITE"));
      assertTrue(silent.receive().startsWith("INVITE"), "it was sent again");
    }
  }
}
