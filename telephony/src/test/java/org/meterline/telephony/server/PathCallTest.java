package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.sip.Kamailio;

/**
 * Phones written elsewhere register through an edge written elsewhere: they are called by the Path
 * that it added (RFC 3327), over the way that it keeps open (RFC 5626).
 */
class PathCallTest extends HouseTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  @ParameterizedTest
  @CsvSource({"udp,''", "udp,outbound", "tcp,outbound"})
  void aPhoneBehindAnEdgeIsCalledByItsPathAndCalls(String transport, String nat) throws Exception {
    Path own = folder.resolve(transport + nat);
    try (var edge = Kamailio.before(house.port(), own.resolve("edge"));
        var direct = new Baresip(house, own.resolve("direct"), "101", "udp", LOW);
        var behind = behind(List.of(edge), own.resolve("behind"), "102", transport, nat)) {
      Binding binding = house.latest("102");
      String path = String.join(",", binding.path());
      // A way that is kept open has those alone that want one.
      assertTrue(isAt(edge, path), path);
      assertEquals(!nat.isEmpty(), path.contains(";ob"), path);
      assertEquals(nat.isEmpty() ? 0 : 1, binding.regId());

      List<LadderEntry> called = talk(direct, behind, "102");
      assertEquals(path, route(called, "callee", "INVITE"));
      assertTrue(isAt(edge, route(called, "callee", "ACK")), called::toString);
      List<LadderEntry> calls = talk(behind, direct, "101");
      assertTrue(isAt(edge, route(calls, "caller", "BYE")), calls::toString);
    }
  }

  /** The way that was made last is taken first; when its edge is gone, the other one. */
  @Test
  void whenAnEdgeIsGoneTheOtherOneLeadsToThePhone() throws Exception {
    Path own = folder.resolve("two");
    try (var one = Kamailio.before(house.port(), own.resolve("one"));
        var two = Kamailio.before(house.port(), own.resolve("two"));
        var direct = new Baresip(house, own.resolve("direct"), "101", "udp", LOW);
        var behind = behind(List.of(one, two), own.resolve("behind"), "102", "tcp", "outbound")) {
      Binding latest = house.latest("102");
      var last = isAt(one, String.join(",", latest.path())) ? one : two;
      List<LadderEntry> first = talk(direct, behind, "102");
      assertTrue(isAt(last, route(first, "callee", "ACK")), first::toString);

      last.close();
      List<LadderEntry> then = talk(direct, behind, "102");
      assertTrue(isAt(last, route(then, "callee", "INVITE")), then::toString);
      assertTrue(isAt(last == one ? two : one, route(then, "callee", "ACK")), then::toString);
    }
  }

  /** The edge says so at once, and nobody waits for a phone that is gone. */
  @Test
  void aPhoneWhoseWayIsGoneIsNotWaitedFor() throws Exception {
    Path own = folder.resolve("gone");
    try (var edge = Kamailio.before(house.port(), own.resolve("edge"));
        var direct = new Baresip(house, own.resolve("direct"), "101", "udp", LOW)) {
      behind(List.of(edge), own.resolve("behind"), "103", "tcp", "outbound").kill();
      direct.dial("103");
      direct.await("CALL_CLOSED", 1);
      CallFact.Ended ended = House.only(house.call("103"), CallFact.Ended.class);
      assertEquals(480, ended.sipStatus());
      assertTrue(ended.ladder().toString().contains("SIP/2.0 430 "), ended.ladder()::toString);
    }
  }

  private Baresip behind(List<Kamailio> edges, Path home, String user, String transport, String nat)
      throws IOException {
    List<Integer> ports = edges.stream().map(Kamailio::port).toList();
    return Baresip.through(ports, house, home, user, transport, HIGH, "sipnat=" + nat);
  }

  private static boolean isAt(Kamailio edge, String routes) {
    return routes.matches("(?s)\\s*<sip:([^@>]*@)?127\\.0\\.0\\.1:" + edge.port() + ";.*");
  }

  /** The way that the first such request takes that we send to that side. */
  private static String route(List<LadderEntry> ladder, String to, String method) {
    String request =
        ladder.stream()
            .filter(step -> step.from().equals("meterline") && step.to().equals(to))
            .filter(step -> step.title().startsWith(method + " "))
            .map(LadderEntry::detail)
            .findFirst()
            .orElseThrow();
    Matcher route = Pattern.compile("(?m)^Route: (.*?)\\r?$").matcher(request);
    return route.find() ? route.group(1) : "";
  }

  /** A call between the two, which the one called ends; all that was sent and received. */
  private List<LadderEntry> talk(Baresip caller, Baresip called, String dialled) throws Exception {
    house.forget();
    int call = caller.all("CALL_ESTABLISHED").size() + 1;
    int last = called.all("CALL_ESTABLISHED").size() + 1;
    boolean out = dialled.equals("101");
    caller.dial(dialled);
    caller.await("CALL_ESTABLISHED", call);
    called.await("CALL_ESTABLISHED", last);
    Baresip.hearMore(6_000, caller, called);
    called.tell("hangup", "");
    caller.await("CALL_CLOSED", call);
    heard(caller, out ? LOW : HIGH);
    heard(called, out ? HIGH : LOW);
    CallFact.Ended ended = House.only(house.call(dialled), CallFact.Ended.class);
    assertEquals(200, ended.sipStatus());
    return ended.ladder();
  }

  private static void heard(Baresip phone, int others) throws Exception {
    double loud = Tones.loudest(phone.heard(), others);
    assertTrue(loud > 6500 && loud < 9000, "the other's tone: " + loud);
  }
}
