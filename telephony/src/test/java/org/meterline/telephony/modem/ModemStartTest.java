package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.MovedClock;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;

/** How a modem is made ready when not all goes well, by a clock that the test moves. */
class ModemStartTest implements SerialPorts, SerialPorts.Port, Signalling.Incoming {
  private static final String OWN = "+4915110000001";
  private static final String FAR = "+491702222222";

  private final MovedClock clock = new MovedClock();
  private final Queue<Runnable> posted = new ArrayDeque<>();
  private final Map<String, String> answers =
      new HashMap<>(
          Map.of(
              "AT+CGMI", "SIMCOM INCORPORATED",
              "AT+CGMM", "SIMCOM_SIM7600E-H",
              "AT+CPIN?", "+CPIN: READY",
              "AT+CREG?", "+CREG: 1,1",
              "AT+COPS?", "+COPS: 0,0,\"Harbour Mobile\",7",
              "AT+CSQ", "+CSQ: 20,99",
              "AT+FCLASS?", "8",
              "AT+VSM=?", "132,\"A-Law\",8,0,8000,0,0"));

  /** Not answered the next time. */
  private final Set<String> missed = new HashSet<>();

  private final List<String> commands = new ArrayList<>();
  private final List<String> callers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // once it is plugged in
  private Listener port;

  @SuppressWarnings("NullAway.Init")
  private Modem modem;

  // --- The module or modem at the port

  @Override
  public Port open(String path, int baud, Listener listener) {
    if (path.equals("port")) {
      port = listener;
    }
    return this;
  }

  @Override
  public void write(byte[] bytes, int length) {
    for (String command : new String(bytes, 0, length, StandardCharsets.US_ASCII).split("\r", -1)) {
      String text = command.replaceAll("\\p{Cntrl}", "");
      if (text.startsWith("AT")) {
        commands.add(text);
        if (!missed.remove(text)) {
          String answer = answers.getOrDefault(text, "");
          posted.add(() -> says(answer, answer.contains("ERROR") ? "" : "OK"));
        }
      }
    }
  }

  @Override
  public void close() {}

  private void says(String... lines) {
    for (String line : lines) {
      if (!line.isEmpty()) {
        byte[] bytes = ("\r\n" + line + "\r\n").getBytes(StandardCharsets.US_ASCII);
        port.received(bytes, bytes.length);
      }
    }
    settle();
  }

  private long count(String command) {
    return commands.stream().filter(command::equals).count();
  }

  // --- Who takes its calls

  @Override
  public Optional<String> full(Origin from, Domain domain, String dialled) {
    return Optional.empty();
  }

  @Override
  public Consumer<Signalling.Event> invited(Signalling.Arrival call) {
    callers.add(call.introduction().caller());
    return event -> {};
  }

  @Override
  public void refused(Signalling.Refused invite) {}

  private void plug(ModemKind kind, @Nullable String pin) {
    modem =
        new Modem(
            new ModemSettings(
                "m", "port", kind == ModemKind.VOICE ? null : "sound", OWN, pin, 115_200, kind),
            this,
            InetAddress.getLoopbackAddress(),
            clock.time(),
            posted::add,
            this,
            ModemEvents.NONE);
    modem.open();
    passes(1);
  }

  private void settle() {
    for (Runnable next = posted.poll(); next != null; next = posted.poll()) {
      next.run();
    }
  }

  private void passes(int seconds) {
    clock.advance(Duration.ofSeconds(seconds), this::settle);
  }

  @ParameterizedTest
  @CsvSource({
    "CELLULAR, AT+CPIN?",
    "CELLULAR, AT+CGMI",
    "VOICE, AT+FCLASS=8",
    "VOICE, AT+VSM=?",
    "VOICE, 'AT+VSM=132,8000'"
  })
  void whatIsNotAnsweredIsAskedAgain(ModemKind kind, String command) {
    missed.add(command);
    plug(kind, null);
    assertEquals(ModemState.STARTING, modem.state());
    passes(20);
    assertFalse(missed.contains(command));
    assertEquals(ModemState.READY, modem.state(), modem.status()::why);
  }

  @Test
  void aPinThatMayHaveBeenRefusedIsNotSaidAgain() {
    answers.put("AT+CPIN?", "+CPIN: SIM PIN");
    missed.add("AT+CPIN=9999");
    plug(ModemKind.CELLULAR, "9999");
    passes(50);
    assertEquals(ModemState.PIN_NEEDED, modem.state());
    assertEquals(1, count("AT+CPIN=9999"));
  }

  @Test
  void aPinWhoseAnswerIsLostOpensItAllTheSame() {
    answers.put("AT+CPIN?", "+CPIN: SIM PIN");
    missed.add("AT+CPIN=1234");
    plug(ModemKind.CELLULAR, "1234");
    answers.put("AT+CPIN?", "+CPIN: READY");
    passes(50);
    assertEquals(ModemState.READY, modem.state());
  }

  @Test
  void anotherSimInPlaceOfALockedOneIsTaken() {
    answers.put("AT+CPIN?", "+CPIN: SIM PIN");
    plug(ModemKind.CELLULAR, null);
    assertEquals(ModemState.PIN_NEEDED, modem.state());
    says("+CPIN: NOT READY");
    assertEquals(ModemState.NO_SIM, modem.state());
    answers.put("AT+CPIN?", "+CPIN: READY");
    says("+CPIN: READY");
    assertEquals(ModemState.READY, modem.state());
  }

  @Test
  void aSimThatSomebodyUnlocksIsTaken() {
    answers.put("AT+CPIN?", "+CPIN: SIM PIN");
    plug(ModemKind.CELLULAR, null);
    answers.put("AT+CPIN?", "+CPIN: READY");
    says("+CPIN: READY");
    assertEquals(ModemState.READY, modem.state());
  }

  @Test
  void oneThatBeginsAnewBeforeItIsReadyIsSetAnew() {
    missed.add("AT+CREG?");
    plug(ModemKind.CELLULAR, null);
    assertEquals(ModemState.STARTING, modem.state());
    assertEquals(1, count("AT+CLIP=1"));
    says("RDY");
    passes(20);
    assertEquals(ModemState.READY, modem.state());
    assertEquals(2, count("AT+CLIP=1"));
  }

  @Test
  void aModuleThatBeganAnewIsMadeReadyAnew() {
    plug(ModemKind.CELLULAR, null);
    assertEquals(ModemState.READY, modem.state());
    assertEquals(1, count("AT+CLIP=1"));
    says("RDY", "+CPIN: READY");
    assertEquals(ModemState.SILENT, modem.state());
    assertEquals("it began anew by itself", modem.status().lastError());
    passes(20);
    assertEquals(ModemState.READY, modem.state());
    assertEquals(2, count("AT+CLIP=1"));
  }

  /** A SIM that was just unlocked may be busy for some seconds. */
  @Test
  void messagesThatCannotBeListedYetAreListedLater() {
    answers.put("AT+CPMS=?", "+CMS ERROR: 314");
    answers.put("AT+CPMS?", "+CMS ERROR: 314");
    answers.put("AT+CMGL=4", "+CMS ERROR: 314");
    plug(ModemKind.CELLULAR, null);
    assertEquals(0, count("AT+CMGL=4"));
    answers.put("AT+CPMS=?", "+CPMS: (\"ME\",\"MT\"),(\"ME\",\"MT\"),(\"SM\")");
    answers.put("AT+CPMS?", "+CPMS: \"MT\",1,20,\"ME\",1,20,\"SM\",0,20");
    passes(10);
    assertEquals(1, count("AT+CPMS=\"ME\""));
    assertEquals(1, count("AT+CMGL=4"));
    answers.put("AT+CMGL=4", "+CMGL: 7,0,,24\r\n" + SmsPduTest.HOW_ARE_YOU);
    passes(10);
    assertEquals(2, count("AT+CMGL=4"));
    assertEquals("How are you?", modem.messages().inbox().getFirst().text());
    assertEquals(new MessageMemory("SM", 0, 20), modem.status().messages());
    passes(60);
    assertEquals(2, count("AT+CMGL=4"));
  }

  @Test
  void aModuleThatKnowsNoMemoriesIsReadAsItIs() {
    answers.put("AT+CPMS=?", "ERROR");
    answers.put("AT+CPMS?", "ERROR");
    answers.put("AT+CMGR=7", "+CMGR: 0,,24\r\n" + SmsPduTest.HOW_ARE_YOU);
    plug(ModemKind.CELLULAR, null);
    passes(20);
    assertEquals(1, count("AT+CMGL=4"));
    says("+CMTI: \"SM\",7");
    assertEquals("How are you?", modem.messages().inbox().getFirst().text());
    assertEquals(0, count("AT+CPMS=\"SM\""));
  }

  /** It does so when it was just plugged in, too. */
  @Test
  void aModuleThatBeginsWhileItIsAskedIsNotOpenedAnew() {
    missed.add("AT+CPIN?");
    plug(ModemKind.CELLULAR, null);
    says("RDY");
    assertEquals(ModemState.STARTING, modem.state());
    passes(20);
    assertEquals(ModemState.READY, modem.state());
  }

  @ParameterizedTest
  @CsvSource({"CELLULAR", "VOICE"})
  void nobodyIsDialledWhileSomebodyCalls(ModemKind kind) throws Exception {
    plug(kind, null);
    passes(5);
    says("RING");
    List<Signalling.Event> told = new ArrayList<>();
    ModemLeg leg = modem.calls().make(LegId.mint(), false, FAR, told::add);
    modem.calls().dial(leg, leg.audio().offer(), false);
    assertTrue(leg.isOver());
    assertTrue(told.toString().contains("Somebody calls the modem m just now"), told::toString);
    says(kind == ModemKind.VOICE ? "NMBR = 0301234567" : "+CLIP: \"" + FAR + "\",145,\"\",,\"\",0");
    passes(2);
    assertEquals(0, commands.stream().filter(command -> command.startsWith("ATD")).count());
    assertEquals(List.of(kind == ModemKind.VOICE ? "0301234567" : FAR), callers);
  }
}
