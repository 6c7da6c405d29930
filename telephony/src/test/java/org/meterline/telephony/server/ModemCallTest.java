package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.modem.SimulatedModule;
import org.meterline.telephony.modem.SimulatedModule.Manners;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** Modems on pseudo-terminals, through the whole engine: their calls are calls like any other. */
class ModemCallTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;
  private static final int OTHER = 620;
  private static final String FIRST = "+4915110000001";
  private static final String SECOND = "+4915110000002";

  @TempDir private static Path folder;
  private static SimulatedModule one;
  private static SimulatedModule two;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    one = new SimulatedModule(folder, "one", HIGH, Manners.GOOD);
    // Echo on, news in the middle of each reply, and its first answers come too late.
    two = new SimulatedModule(folder, "two", OTHER, new Manners(true, true, 2, ""));
    house =
        new House(
            folder,
            List.of(one.settings("gsm-1", FIRST, null), two.settings("gsm-2", SECOND, null)));
    house.ready("gsm-1");
    house.ready("gsm-2");
  }

  @AfterAll
  static void close() {
    house.close();
    one.close();
    two.close();
  }

  @BeforeEach
  void forget() {
    house.forget();
    house.trunks.clear();
  }

  private static void trunk(String modem) {
    house.trunks.add(new Trunk(modem, modem, 1, "modem", List.of("")));
  }

  private static CallFact.LegEnded over(List<CallFact> call, String trunk) {
    CallFact.LegBegan began =
        call.stream()
            .filter(f -> f instanceof CallFact.LegBegan b && trunk.equals(b.trunk()))
            .map(CallFact.LegBegan.class::cast)
            .findFirst()
            .orElseThrow();
    return call.stream()
        .filter(f -> f instanceof CallFact.LegEnded e && e.leg().equals(began.leg()))
        .map(CallFact.LegEnded.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static void heard(short[] samples, int other) {
    double loud = Tones.loudest(samples, other);
    assertTrue(loud > 6000 && loud < 9500, "the far end's tone: " + loud);
  }

  @Test
  void aPhoneCallsOverAModem() throws Exception {
    trunk("gsm-1");
    try (var phone = new Baresip(house, folder.resolve("out"), "101", "udp", LOW)) {
      phone.dial("+49301234567");
      one.ringsAt("+49301234567");
      one.answers();
      phone.await("CALL_ESTABLISHED", 1);
      phone.hearsMore(8000);
      one.hearsMore(8000);
      phone.tell("sndcode", "5");
      until("the digit is sent", () -> one.digits().endsWith("5"));
      one.presses('7');
      until("the digit arrives", () -> phone.digits().equals("7"));
      heard(phone.heard(), HIGH);
      heard(one.heard(), LOW);
      phone.tell("hangup", "");
      one.isFree();
    }
    List<CallFact> call = house.call("+49301234567");
    CallFact.LegEnded paid = over(call, "gsm-1");
    assertTrue(paid.answered() && paid.charged().compareTo(Duration.ofSeconds(1)) > 0);
    String ladder = House.only(call, CallFact.Ended.class).ladder().toString();
    assertTrue(ladder.contains("ATD+49301234567;"), ladder);
  }

  @Test
  void whoIsCalledIsBusy() throws Exception {
    trunk("gsm-1");
    try (var phone = new Baresip(house, folder.resolve("busy"), "101", "udp", LOW)) {
      phone.dial("+49301234568");
      one.ringsAt("+49301234568");
      one.isBusy();
      phone.await("CALL_CLOSED", 1);
    }
    assertEquals(486, House.only(house.call("+49301234568"), CallFact.Ended.class).sipStatus());
  }

  /** The caller hears it as SIP says it, with the network's own cause. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NO CARRIER  | "CC setup error",1,"Unassigned (unallocated) number" | 404 | 1
          NO CARRIER  | User alerting, no answer                              | 480 | 19
          NO CARRIER  | Normal call clearing                                  | 480 | 16
          NO CARRIER  | Call rejected                                         | 603 | 21
          NO CARRIER  | 34                                                    | 503 | 34
          NO CARRIER  | Operator determined barring                           | 503 | 52
          BUSY        | Normal call clearing                                  | 486 | 17
          NO ANSWER   | Normal, unspecified                                   | 480 | 19
          NO DIALTONE | no report available                                   | 503 | 38
          ^CEND:1,0,104,42;NO CARRIER | no report available                   | 503 | 42
          """)
  void nobodyIsReached(String said, String report, int status, int cause) throws Exception {
    String dialled = "+493012346" + cause + status;
    failing(
        dialled,
        status,
        cause,
        () -> {
          one.ringsAt(dialled);
          one.fails(report, said.split(";", -1));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "+CME ERROR: 30, 38",
    "+CME ERROR: 31, 102",
    "+CME ERROR: 10, 41",
    "+CME ERROR: 32, 38",
    "ERROR, 41"
  })
  void theModuleWillNotDial(String said, int cause) throws Exception {
    one.refuses(said, "no report available");
    String dialled = "+4930123470" + said.replaceAll("\\D", "");
    try {
      failing(dialled, 503, cause, () -> {});
    } finally {
      one.refuses("", "Normal call clearing");
    }
  }

  private static void failing(String dialled, int status, int cause, Runnable meanwhile)
      throws Exception {
    trunk("gsm-1");
    try (var caller =
        Sipp.scenario("uac-refused.xml")
            .to(house.port())
            .user("101", House.password("101"))
            .set("domain", House.DOMAIN)
            .set("to", dialled)
            .start()) {
      meanwhile.run();
      caller.succeeds(1);
      String heard = caller.messages();
      assertTrue(heard.contains("SIP/2.0 " + status + " "), heard);
      assertTrue(heard.contains(", Q.850;cause=" + cause + "\r\n"), heard);
    }
    List<CallFact> call = house.call(dialled);
    CallFact.LegEnded leg = over(call, "gsm-1");
    assertEquals(cause, leg.cause(), leg::toString);
    CallFact.Ended ended = House.only(call, CallFact.Ended.class);
    assertEquals(status, ended.sipStatus());
    assertTrue(ended.reason().contains("odem says "), ended.reason());
  }

  @Test
  void aProgramAnswersAModem() throws Exception {
    house.shell(
        FIRST,
        "trap 'exit 0' HUP",
        "while read -r line && [ -n \"$line\" ]; do echo \"$line\" >&2; done",
        "ask() { echo \"$1\"; read -r reply || exit 0; echo \"$1: $reply\" >&2; }",
        "ask ANSWER",
        "ask 'GET DATA enter-digit 15000 1'",
        "ask HANGUP");
    one.calls("+491701111111");
    one.isAnswered();
    one.hearsMore(4000);
    until("speech is heard", () -> Tones.level(Tones.last(one.heard(), 4000)) > 300);
    one.presses('2');
    one.isFree();
    CallFact.ProgramEnded ended = House.only(house.call(FIRST), CallFact.ProgramEnded.class);
    String log = ended.standardError();
    assertTrue(log.contains("+491701111111"), log);
    assertTrue(log.contains("GET DATA enter-digit 15000 1: 200 result=2"), log);
  }

  /** Two modems at once: what calls the one is sent on over the other. */
  @Test
  void modemToModem() throws Exception {
    trunk("gsm-2");
    house.number(
        FIRST, new Destination.Outside(new Domain(House.DOMAIN), new E164("+49301234569")));
    one.calls("+491702222222");
    two.ringsAt("+49301234569");
    two.answers();
    one.isAnswered();
    one.hearsMore(8000);
    two.hearsMore(8000);
    String before = one.digits();
    two.pressesNine();
    until("the digit is heard and sent on", () -> one.digits().equals(before + "9"));
    one.hangsUp();
    two.isFree();
    heard(Tones.last(one.heard(), 6000), OTHER);
    heard(two.heard(), HIGH);
    List<CallFact> call = house.call(FIRST);
    assertEquals(new Origin.Carrier("gsm-1"), House.only(call, CallFact.Began.class).from());
    assertTrue(over(call, "gsm-2").charged().isPositive());
  }

  @Test
  void unpluggedInMidCall() throws Exception {
    house.news.clear();
    trunk("gsm-1");
    try (var phone = new Baresip(house, folder.resolve("gone"), "101", "udp", LOW)) {
      phone.dial("+49301234570");
      one.ringsAt("+49301234570");
      one.answers();
      phone.await("CALL_ESTABLISHED", 1);
      phone.hearsMore(4000);
      one.unplug();
      phone.await("CALL_CLOSED", 1);
    }
    CallFact.LegEnded paid = over(house.call("+49301234570"), "gsm-1");
    assertEquals("The modem gsm-1 was unplugged", paid.reason());
    assertTrue(paid.answered() && paid.charged().isPositive(), paid.toString());
    one.plug();
    house.ready("gsm-1");
    one.message(7, "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07");
    until("the message is told of", () -> house.news.contains("message to gsm-1 How are you?"));
    List<String> told = house.news.stream().filter(each -> each.startsWith("modem")).toList();
    assertEquals(List.of("modem gsm-1 UNPLUGGED", "modem gsm-1 READY"), told);
  }
}
