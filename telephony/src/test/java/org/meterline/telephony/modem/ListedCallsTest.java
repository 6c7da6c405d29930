package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.modem.SimulatedModule.Manners;

/** Calls of a module that lists its data session, and whatever else, before them. */
@Execution(ExecutionMode.CONCURRENT) // each with a module of its own, and they wait
class ListedCallsTest implements Signalling.Incoming {
  /** As LTE modules list it, for as long as they are on the network. */
  private static final String DATA = "+CLCC: 1,0,0,1,0,\"\",128";

  private static final String FAR = "+491701111111";

  @TempDir Path folder;
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private SimulatedModule module;
  private ModemSignalling modems;
  private TrialCall call;

  @Override
  public Optional<String> full(Origin from, Domain domain, String dialled) {
    return Optional.empty();
  }

  @Override
  public Consumer<Signalling.Event> invited(Signalling.Arrival arrival) {
    call.is(arrival.leg());
    arrival.leg().answer(call.offer());
    return call;
  }

  @Override
  public void refused(Signalling.Refused invite) {}

  @BeforeEach
  void plug() throws Exception {
    call = new TrialCall(new PrintStream(told, true, StandardCharsets.UTF_8));
    module = new SimulatedModule(folder, "m", 440, Manners.GOOD);
    module.lists(DATA);
    modems =
        new ModemSignalling(
            List.of(module.settings("gsm-1", "+4915110000001", null)),
            InetAddress.getLoopbackAddress(),
            Clock.systemUTC());
    modems.start(this);
    until("it is ready", () -> status().state() == ModemState.READY);
  }

  @AfterEach
  void unplug() {
    call.close();
    modems.close();
    module.close();
  }

  private ModemStatus status() {
    return modems.statuses().getFirst();
  }

  private String told() {
    return told.toString(StandardCharsets.UTF_8);
  }

  private void rings() throws Exception {
    call.is(modems.tryDialling("gsm-1", FAR, call));
    module.ringsAt(FAR);
    until("it rings", () -> told().contains("It rings at the far end."));
    module.says(DATA);
    module.isAsked(2);
    assertFalse(call.answered() || call.over(), this::told);
  }

  @Test
  void whoIsCalledIsBusy() throws Exception {
    rings();
    module.leaves("User busy");
    until("it is over", call::over);
    assertFalse(call.answered(), this::told);
    assertTrue(told().contains("It came to nothing (486)"), this::told);
  }

  @Test
  void whoIsCalledAnswersAndHangsUp() throws Exception {
    rings();
    module.picksUp();
    until("it is answered", call::answered);
    module.isAsked(2);
    assertFalse(call.over(), this::told);
    module.leaves("Normal call clearing");
    until("it is over", call::over);
    assertTrue(told().contains("The far end hung up"), this::told);
  }

  @Test
  void whoCallsIsAnsweredAndHangsUp() {
    module.calls(FAR);
    module.isAnswered();
    until("it is answered", call::answered);
    module.isAsked(2);
    assertFalse(call.over(), this::told);
    module.leaves("Normal call clearing");
    until("it is over", call::over);
    assertTrue(told().contains("The far end hung up"), this::told);
  }

  /**
   * What tells that a call is up comes before the OK to what began it, and the end is only listed.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VOICE CALL: BEGIN               | OK
          +CLCC: 2,<dir>,0,0,0,"",128     | OK
          VOICE CALL: BEGIN               | ERROR
          """)
  void whatWasUpBeforeItsReplyIsWatchedToo(String said, String reply) throws Exception {
    module.tellsBeforeItsReply(said);
    for (boolean comes : new boolean[] {true, false}) {
      begins(comes);
      module.repliesAtLast(reply);
      module.isAsked(2);
      assertFalse(call.over(), this::told);
      module.leaves("Normal call clearing");
      until("it is over", call::over);
      assertTrue(told().contains("The far end hung up"), this::told);
      again();
    }
  }

  @Test
  void whatEndsBeforeItsReplyIsOver() throws Exception {
    module.tellsBeforeItsReply("VOICE CALL: BEGIN");
    for (boolean comes : new boolean[] {true, false}) {
      begins(comes);
      module.hangsUp();
      until("it is over", call::over);
      assertTrue(told().contains("The far end hung up"), this::told);
      again();
    }
  }

  /** No OK at all: it is given up after half a minute, and the call is watched from then on. */
  @Test
  void whatIsNeverAnsweredIsWatchedInTheEnd() throws Exception {
    module.tellsBeforeItsReply("VOICE CALL: BEGIN");
    begins(false);
    module.isAsked(1);
    module.leaves("Normal call clearing");
    until("it is over", call::over);
  }

  private void begins(boolean comes) throws Exception {
    if (comes) {
      module.calls(FAR);
    } else {
      call.is(modems.tryDialling("gsm-1", FAR, call));
    }
    until("it is answered", call::answered);
  }

  /** Another call, for which there is room once more. */
  private void again() throws Exception {
    call.close();
    told.reset();
    call = new TrialCall(new PrintStream(told, true, StandardCharsets.UTF_8));
    until("it is ready", () -> status().state() == ModemState.READY);
  }

  @Test
  void whatCannotBeReadIsPassedOverAndTold() throws Exception {
    module.lists("+CLCC: 1,0,0", DATA);
    rings();
    assertTrue(String.valueOf(status().lastError()).endsWith("cannot be read: +CLCC: 1,0,0"));
    module.leaves("User busy");
    until("it is over", call::over);
    assertFalse(call.answered(), this::told);
  }
}
