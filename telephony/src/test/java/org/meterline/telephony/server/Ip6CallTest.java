package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.Ip6;
import org.meterline.telephony.call.CallFact;

/** Phones written elsewhere, one on IPv6 and one on IPv4, talk through the whole engine. */
class Ip6CallTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    var _ = Ip6.loopback();
    house = new House(folder, List.of(), Ip6.BOTH);
  }

  @BeforeEach
  void forget() {
    house.forget();
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  /** The engine is the translator between the two families, whoever calls. */
  @Test
  void ip6TalksWithIp4() throws Exception {
    try (var six = new Baresip("::1", house, folder.resolve("six"), "101", "udp", LOW);
        var four = new Baresip(house, folder.resolve("four"), "102", "udp", HIGH)) {
      talk(six, four, "102");
      String ladder = ladder("102");
      assertTrue(ladder.contains("c=IN IP6 ::1") && ladder.contains("c=IN IP4 127.0.0.1"), ladder);
      house.forget();
      talk(four, six, "101");
      assertTrue(ladder("101").contains("c=IN IP6 ::1"));
    }
  }

  @Test
  void overTcpAndTlsWithProtectedMedia() throws Exception {
    try (var tcp = new Baresip("::1", house, folder.resolve("tcp"), "101", "tcp", LOW);
        var tls =
            new Baresip(
                "::1", house, folder.resolve("tls"), "102", "tls", HIGH, "mediaenc=srtp-mand")) {
      talk(tls, tcp, "101");
      String ladder = ladder("101");
      assertTrue(ladder.contains("RTP/SAVP") && !ladder.contains("IN IP4"), ladder);
    }
  }

  /** ICE with candidates of both families, and keys by a handshake. */
  @Test
  void iceOverIp6() throws Exception {
    try (var six =
            new Baresip(
                "::1",
                house,
                folder.resolve("ice"),
                "101",
                "udp",
                LOW,
                "mediaenc=dtls_srtp",
                "medianat=ice");
        var four = new Baresip(house, folder.resolve("plain"), "102", "udp", HIGH)) {
      talk(six, four, "102");
      assertTrue(ladder("102").contains("a=ice-lite"));
    }
  }

  private static String ladder(String dialled) {
    List<CallFact> call = house.call(dialled);
    CallFact.Ended ended = House.only(call, CallFact.Ended.class);
    assertEquals(200, ended.sipStatus());
    return ended.ladder().toString();
  }

  private static void talk(Baresip caller, Baresip called, String dialled) throws IOException {
    int callers = caller.all("CALL_ESTABLISHED").size() + 1;
    int calleds = called.all("CALL_ESTABLISHED").size() + 1;
    int closed = called.all("CALL_CLOSED").size() + 1;
    caller.dial(dialled);
    caller.await("CALL_ESTABLISHED", callers);
    called.await("CALL_ESTABLISHED", calleds);
    Baresip.hearMore(12_000, caller, called);
    caller.tell("hangup", "");
    called.await("CALL_CLOSED", closed);
    // 101 hums low, and 102 high.
    heard(caller, called, dialled.equals("102"));
  }

  private static void heard(Baresip caller, Baresip called, boolean callerIsLow)
      throws IOException {
    double calledHeard = Tones.loudest(called.heard(), callerIsLow ? LOW : HIGH);
    double callerHeard = Tones.loudest(caller.heard(), callerIsLow ? HIGH : LOW);
    assertTrue(calledHeard > 6500 && calledHeard < 9000, "the called side hears: " + calledHeard);
    assertTrue(callerHeard > 6500 && callerHeard < 9000, "the caller hears: " + callerHeard);
  }
}
