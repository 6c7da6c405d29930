package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.modem.SimulatedModule.Manners;

/** A modem without an engine, on pseudo-terminals. */
class ModemTest implements Signalling.Incoming {
  private static final String OWN = "+4915110000001";

  @TempDir Path folder;

  @Override
  public Optional<String> full(Origin from, Domain domain, String dialled) {
    return Optional.of("nobody is called here");
  }

  @Override
  public Consumer<Signalling.Event> invited(Signalling.Arrival call) {
    throw new AssertionError("there is no room for calls");
  }

  @Override
  public void refused(Signalling.Refused invite) {}

  private ModemSignalling start(ModemSettings settings) {
    ModemSignalling modems =
        new ModemSignalling(List.of(settings), InetAddress.getLoopbackAddress(), Clock.systemUTC());
    modems.start(this);
    return modems;
  }

  private static ModemStatus status(ModemSignalling modems) {
    return modems.statuses().getFirst();
  }

  private static void becomes(ModemSignalling modems, ModemState state) {
    until("it is " + state, () -> status(modems).state() == state);
  }

  @Test
  void messagesNetworkAndWhatItSaysOfItself() throws Exception {
    try (var module = new SimulatedModule(folder, "m", 440, new Manners(true, true, 0, ""));
        var modems = start(module.settings("gsm-1", OWN, null))) {
      becomes(modems, ModemState.READY);
      until("its signal is known", () -> Integer.valueOf(-73).equals(status(modems).dbm()));
      assertEquals("QUALCOMM INCORPORATED HARBOUR-4G", status(modems).model());
      assertEquals("Harbour Mobile", status(modems).network());

      String text = "Dinner is served. ".repeat(12);
      assertEquals(Optional.empty(), modems.send("gsm-1", "+491701111111", text).get());
      StringBuilder arrived = new StringBuilder();
      for (String pdu : module.submitted()) {
        arrived.append(SmsPdu.deliver(SmsPduTest.delivered(pdu)).text());
      }
      assertEquals(text, arrived.toString());
      assertEquals(2, module.submitted().size());

      // In two parts, the second one first.
      for (int i = 1; i >= 0; i--) {
        module.message(4 + i, SmsPduTest.delivered(module.submitted().get(i)));
      }
      until("the message is there", () -> !modems.inbox("gsm-1").isEmpty());
      until("it is whole", () -> modems.inbox("gsm-1").getFirst().missing() == 0);
      TextMessage message = modems.inbox("gsm-1").getFirst();
      assertEquals(
          List.of(new TextMessage(message.id(), "+491701111111", text, SmsPduTest.SENT_AT, 0)),
          modems.inbox("gsm-1"));
      assertTrue(module.stores("ME", 4) && module.stores("ME", 5), "what nobody took is not lost");
      modems.remove("gsm-1", message.id());
      until("it is off the module", () -> !module.stores("ME", 4) && !module.stores("ME", 5));

      module.network(2);
      becomes(modems, ModemState.SEARCHING);
      assertTrue(modems.send("gsm-1", "+491701111111", "x").get().isPresent());
      module.network(5);
      becomes(modems, ModemState.READY);

      module.calls("+491702222222");
      module.isFree();
      until("it says why", () -> String.valueOf(status(modems).lastError()).contains("nobody"));
    }
  }

  @Test
  void aPinIsSaidOnceAndNeverShown() throws Exception {
    var locked = new Manners(false, false, 0, "1234");
    try (var module = new SimulatedModule(folder, "m", 440, locked)) {
      try (var modems = start(module.settings("gsm-1", OWN, null))) {
        becomes(modems, ModemState.PIN_NEEDED);
        assertEquals("no PIN is set", status(modems).why());
      }
      module.unplug();
      module.plug();
      try (var modems = start(module.settings("gsm-1", OWN, "9999"))) {
        becomes(modems, ModemState.PIN_NEEDED);
        module.unplug();
        becomes(modems, ModemState.UNPLUGGED);
        module.plug();
        becomes(modems, ModemState.PIN_NEEDED);
        assertEquals(1, module.commands().stream().filter("AT+CPIN=9999"::equals).count());
        assertFalse(status(modems).toString().contains("9999"));
      }
      module.unplug();
      module.plug();
      try (var modems = start(module.settings("gsm-1", OWN, "1234"))) {
        becomes(modems, ModemState.READY);
      }
    }
  }

  @Test
  void aPortThatIsNotThereIsSaidSo() {
    var nowhere = new ModemSettings("gsm-1", folder + "/none", null, OWN, null, 115_200, null);
    try (var modems = start(nowhere)) {
      until("it is tried", () -> status(modems).why().equals("there is no " + folder + "/none"));
      assertEquals(ModemState.UNPLUGGED, status(modems).state());
    }
  }
}
