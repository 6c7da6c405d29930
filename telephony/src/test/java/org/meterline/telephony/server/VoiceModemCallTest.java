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
import org.meterline.telephony.modem.ModemState;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.SimulatedVoiceModem;
import org.meterline.telephony.modem.SimulatedVoiceModem.Manners;
import org.meterline.telephony.modem.SimulatedVoiceModem.Sound;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Voice modems on pseudo-terminals, through the whole engine. */
class VoiceModemCallTest {
  private static final int LOW = 440;
  private static final int HIGH = 1010;
  private static final int OTHER = 620;
  private static final String FIRST = "+4930110001";
  private static final String SECOND = "+4930110002";
  private static final String THIRD = "+4930110003";

  @TempDir private static Path folder;
  private static SimulatedVoiceModem one;
  private static SimulatedVoiceModem two;
  private static SimulatedVoiceModem half;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    one = new SimulatedVoiceModem(folder, "one", HIGH, Sound.A_LAW, Manners.GOOD);
    // Echo on, events in replies and in sound, its first answer too late, DLE in halves of samples.
    two =
        new SimulatedVoiceModem(
            folder, "two", OTHER, Sound.SIGNED_16, new Manners(true, true, 1, true));
    half =
        new SimulatedVoiceModem(
            folder, "half", OTHER, Sound.UNSIGNED_8, new Manners(true, false, 0, false));
    house =
        new House(
            folder,
            List.of(
                one.settings("line-1", FIRST),
                two.settings("line-2", SECOND),
                half.settings("line-3", THIRD)));
    house.ready("line-1");
    house.ready("line-2");
    house.ready("line-3");
  }

  @AfterAll
  static void close() {
    house.close();
    one.close();
    two.close();
    half.close();
  }

  @BeforeEach
  void forget() {
    house.forget();
    house.trunks.clear();
  }

  private static void trunk(String modem, Rewriting.Form form) {
    house.trunks.add(
        new TrunkBuilder(new Trunk(modem, modem, 1, "modem", List.of("")))
            .writes(new Rewriting.Rule(form, "", ""), Rewriting.Rule.NONE)
            .build());
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

  private static ModemStatus status(String modem) {
    return house.engine.modems().statuses().stream()
        .filter(each -> each.name().equals(modem))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPhoneCallsOverAnAnalogueLine() throws Exception {
    trunk("line-1", Rewriting.Form.DOUBLE_ZERO);
    assertEquals("CONEXANT CX93001", status("line-1").model());
    try (var phone = new Baresip(house, folder.resolve("out"), "101", "udp", LOW)) {
      phone.dial("+49301234567");
      one.ringsAt("0049301234567");
      phone.await("CALL_RINGING", 1);
      one.answers();
      phone.await("CALL_ESTABLISHED", 1);
      phone.hearsMore(8000);
      one.hearsMore(8000);
      phone.tell("sndcode", "5");
      until("the digit is sent", () -> one.digits().endsWith("5"));
      one.hearsMore(4000);
      one.presses('7');
      until("the digit arrives", () -> phone.digits().equals("7"));
      phone.hearsMore(4000);
      heard(phone.heard(), HIGH);
      heard(one.heard(), LOW);
      heard(Tones.last(one.heard(), 4000), LOW);
      assertEquals("7", phone.digits(), "a digit that is held is told once");
      phone.tell("hangup", "");
      one.isFree();
    }
    List<CallFact> call = house.call("+49301234567");
    CallFact.LegEnded paid = over(call, "line-1");
    assertTrue(paid.answered() && paid.charged().compareTo(Duration.ofSeconds(1)) > 0);
    String ladder = House.only(call, CallFact.Ended.class).ladder().toString();
    assertTrue(ladder.contains("ATDT0049301234567") && ladder.contains("AT+VTS=5"), ladder);
  }

  @ParameterizedTest
  @CsvSource({"BUSY, 486", "NO DIALTONE, 503", "NO ANSWER, 480"})
  void nobodyIsReached(String said, int status) throws Exception {
    trunk("line-1", Rewriting.Form.DOUBLE_ZERO);
    String dialled = "+4930123468" + status;
    try (var phone = new Baresip(house, folder.resolve("no" + status), "101", "udp", LOW)) {
      phone.dial(dialled);
      one.ringsAt(dialled.replace("+", "00"));
      one.fails(said);
      phone.await("CALL_CLOSED", 1);
      one.isFree();
    }
    assertEquals(status, House.only(house.call(dialled), CallFact.Ended.class).sipStatus());
  }

  /** The caller thinks better of it while it rings: any character ends a dialling. */
  @Test
  void theCallerGivesUp() throws Exception {
    trunk("line-2", Rewriting.Form.DOUBLE_ZERO);
    try (var phone = new Baresip(house, folder.resolve("up"), "101", "udp", LOW)) {
      phone.dial("+49301234590");
      two.ringsAt("0049301234590");
      phone.await("CALL_RINGING", 1);
      phone.tell("hangup", "");
      two.isFree();
    }
    assertTrue(!over(house.call("+49301234590"), "line-2").answered());
  }

  @Test
  void whatCannotBeDialledOrHeardIsRefusedWithAReason() throws Exception {
    trunk("line-1", Rewriting.Form.AS_IS);
    CallFact.Ended plus = fails("+49301234571", "plus");
    assertEquals(503, plus.sipStatus());
    assertTrue(plus.reason().contains("let the trunk line-1 write"), plus.reason());
    house.trunks.clear();
    trunk("line-3", Rewriting.Form.DOUBLE_ZERO);
    try (var phone = new Baresip(house, folder.resolve("half"), "101", "udp", LOW)) {
      phone.dial("+49301234572");
      half.ringsAt("0049301234572");
      half.answers();
      phone.await("CALL_CLOSED", 1);
      half.isFree();
    }
    CallFact.Ended ended = House.only(house.call("+49301234572"), CallFact.Ended.class);
    assertTrue(ended.reason().contains("it does no duplex voice"), ended.reason());
    assertEquals(ModemState.UNFIT, status("line-3").state());
    assertTrue(fails("+49301234573", "again").reason().contains("no duplex"), "it is not tried");
  }

  private static CallFact.Ended fails(String dialled, String place) throws Exception {
    try (var phone = new Baresip(house, folder.resolve(place), "101", "udp", LOW)) {
      phone.dial(dialled);
      phone.await("CALL_CLOSED", 1);
    }
    return House.only(house.call(dialled), CallFact.Ended.class);
  }

  @Test
  void aProgramAnswersAnAnalogueLine() throws Exception {
    house.shell(
        FIRST,
        "trap 'exit 0' HUP",
        "while read -r line && [ -n \"$line\" ]; do echo \"$line\" >&2; done",
        "ask() { echo \"$1\"; read -r reply || exit 0; echo \"$1: $reply\" >&2; }",
        "ask ANSWER",
        "ask 'GET DATA enter-digit 15000 1'",
        "ask HANGUP");
    one.calls("01701111111", "HARBOUR MASTER");
    one.isAnswered();
    one.hearsMore(4000);
    until("speech is heard", () -> Tones.level(Tones.last(one.heard(), 4000)) > 300);
    one.presses('2');
    one.isFree();
    CallFact.ProgramEnded ended = House.only(house.call(FIRST), CallFact.ProgramEnded.class);
    String log = ended.standardError();
    assertTrue(log.contains("01701111111") && log.contains("HARBOUR MASTER"), log);
    assertTrue(log.contains("GET DATA enter-digit 15000 1: 200 result=2"), log);
  }

  /** What calls the one line is sent on over the other, and ends with the far end's busy tone. */
  @Test
  void lineToLine() throws Exception {
    trunk("line-2", Rewriting.Form.DOUBLE_ZERO);
    house.number(
        FIRST, new Destination.Outside(new Domain(House.DOMAIN), new E164("+49301234569")));
    one.calls("01702222222", "P");
    two.ringsAt("0049301234569");
    two.answers();
    one.isAnswered();
    one.hearsMore(8000);
    two.hearsMore(8000);
    String before = one.digits();
    two.presses('9');
    until("the digit is told and sent on", () -> one.digits().equals(before + "9"));
    one.hearsMore(6000);
    one.hangsUp();
    two.isFree();
    one.isFree();
    heard(Tones.last(one.heard(), 6000), OTHER);
    heard(two.heard(), HIGH);
    for (int shielded : two.shielded()) {
      assertTrue(shielded > 10, "DLE was in the sound: " + two.shielded());
    }
    List<CallFact> call = house.call(FIRST);
    assertEquals(new Origin.Carrier("line-1"), House.only(call, CallFact.Began.class).from());
    assertTrue(over(call, "line-2").charged().isPositive());
  }

  /** At the answer, and after digits, for which the sound rests. */
  @Test
  void soundThatIsRefusedOnceIsAskedForAgain() throws Exception {
    trunk("line-1", Rewriting.Form.DOUBLE_ZERO);
    try (var phone = new Baresip(house, folder.resolve("once"), "101", "udp", LOW)) {
      phone.dial("+49301234574");
      one.ringsAt("0049301234574");
      one.refusesSound(1);
      one.answers();
      phone.await("CALL_ESTABLISHED", 1);
      phone.hearsMore(8000);
      one.refusesSound(1);
      String before = one.digits();
      phone.tell("sndcode", "6");
      until("the digit is sent", () -> one.digits().equals(before + "6"));
      one.hearsMore(8000);
      heard(Tones.last(one.heard(), 4000), LOW);
      phone.tell("hangup", "");
      one.isFree();
    }
    assertTrue(over(house.call("+49301234574"), "line-1").answered());
    assertEquals(ModemState.READY, status("line-1").state());
  }

  @Test
  void soundThatIsRefusedTwiceInMidCallEndsIt() throws Exception {
    trunk("line-1", Rewriting.Form.DOUBLE_ZERO);
    try (var phone = new Baresip(house, folder.resolve("twice"), "101", "udp", LOW)) {
      phone.dial("+49301234575");
      one.ringsAt("0049301234575");
      one.answers();
      phone.await("CALL_ESTABLISHED", 1);
      phone.hearsMore(4000);
      one.refusesSound(2);
      phone.tell("sndcode", "6");
      phone.await("CALL_CLOSED", 1);
      one.isFree();
    }
    assertEndedByTheFarEnd("+49301234575");
  }

  @Test
  void soundThatEndsInMidCallEndsIt() throws Exception {
    trunk("line-1", Rewriting.Form.DOUBLE_ZERO);
    try (var phone = new Baresip(house, folder.resolve("ends"), "101", "udp", LOW)) {
      phone.dial("+49301234576");
      one.ringsAt("0049301234576");
      one.answers();
      phone.await("CALL_ESTABLISHED", 1);
      phone.hearsMore(4000);
      one.endsSound();
      phone.await("CALL_CLOSED", 1);
      one.isFree();
    }
    assertEndedByTheFarEnd("+49301234576");
  }

  private static void assertEndedByTheFarEnd(String dialled) {
    CallFact.LegEnded paid = over(house.call(dialled), "line-1");
    assertTrue(paid.answered() && paid.charged().isPositive(), paid.toString());
    assertEquals("The far end hung up", paid.reason());
    house.ready("line-1");
  }

  @Test
  void unpluggedInMidCall() throws Exception {
    trunk("line-1", Rewriting.Form.DOUBLE_ZERO);
    try (var phone = new Baresip(house, folder.resolve("gone"), "101", "udp", LOW)) {
      phone.dial("+49301234570");
      one.ringsAt("0049301234570");
      one.answers();
      phone.await("CALL_ESTABLISHED", 1);
      phone.hearsMore(4000);
      one.unplug();
      phone.await("CALL_CLOSED", 1);
    }
    CallFact.LegEnded paid = over(house.call("+49301234570"), "line-1");
    assertEquals("The modem line-1 was unplugged", paid.reason());
    assertTrue(paid.answered() && paid.charged().isPositive(), paid.toString());
    one.plug();
    house.ready("line-1");
  }
}
