package org.meterline.telephony.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.EmbeddedMediaPlane;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.media.Transport;

/** rtpengine does not answer once, and then for good. */
class LostPingTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private final AtomicInteger pings = new AtomicInteger();

  /** So many questions whether it is there, each sent three times, are not answered. */
  private final AtomicInteger deaf = new AtomicInteger();

  private byte @Nullable [] answer(int number, String cookie, Map<String, Object> request) {
    if ("ping".equals(request.get("command"))) {
      pings.incrementAndGet();
      if (deaf.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return null;
      }
      return NgTwin.says(cookie, Map.of("result", "pong"));
    }
    Object sdp = request.getOrDefault("sdp", "");
    return NgTwin.says(cookie, Map.of("result", "ok", "sdp", sdp));
  }

  @Test
  void oneLostPingEndsNothingAndThreeDo() throws Exception {
    Queue<MediaEvent> told = new ConcurrentLinkedQueue<>();
    try (NgTwin twin = new NgTwin(this::answer);
        RtpengineRelay relay =
            new RtpengineRelay(
                new EmbeddedMediaPlane(MediaSettings.loopback(), InstantSource.system()),
                RelaySettings.at(twin.address()).forAll(),
                HERE)) {
      until("seen", () -> !relay.relay().contains("not"));
      var far = relay.open("far", "far", _ -> {});
      var leg = relay.open("leg", "leg", told::add);
      leg.accept(far.answer(leg.offer(Transport.PLAIN)));
      assertTrue(((RelayedLeg) leg).isRelayed());
      deaf.set(3);
      until("one question is lost", () -> relay.relay().contains("does not answer"));
      until("the next is answered", () -> !relay.relay().contains("not answer"));
      assertTrue(told.isEmpty(), told::toString);
      int before = pings.get();
      deaf.set(Integer.MAX_VALUE);
      until("told", () -> !told.isEmpty());
      assertTrue(pings.get() - before >= 9, "three questions, each sent three times");
      assertEquals(1, told.size());
      leg.close();
      far.close();
    }
  }
}
