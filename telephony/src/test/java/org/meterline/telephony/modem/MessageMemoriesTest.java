package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.modem.SimulatedModule.Manners;

/** Messages in the SIM's memory and in the module's own (3GPP TS 27.005, section 3.2.2). */
class MessageMemoriesTest implements Signalling.Incoming, ModemEvents {
  private static final String FAR = "+491701111111";

  @TempDir Path folder;

  private final List<String> events = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private SimulatedModule module;

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

  @Override
  public void changed(ModemStatus now, Instant at) {
    events.add(now.state() + (now.full() ? " full" : ""));
  }

  @Override
  public void received(ModemStatus by, TextMessage message, Instant at) {
    events.add(by.name() + ": " + message.text());
  }

  @BeforeEach
  void plug() throws Exception {
    module = new SimulatedModule(folder, "m", 440, Manners.GOOD);
  }

  private ModemSignalling start() {
    ModemSignalling modems =
        new ModemSignalling(
            List.of(module.settings("gsm-1", "+4915110000001", null)),
            InetAddress.getLoopbackAddress(),
            Clock.systemUTC(),
            this);
    modems.start(this);
    return modems;
  }

  private static List<String> pdus(String text) {
    List<String> all = new ArrayList<>();
    SmsPdu.submit(FAR, text, 7).forEach(part -> all.add(SmsPduTest.delivered(part.hex())));
    return all;
  }

  private static String pdu(String text) {
    return pdus(text).getFirst();
  }

  private static List<String> texts(ModemSignalling modems) {
    return modems.inbox("gsm-1").stream().map(TextMessage::text).sorted().toList();
  }

  private static void has(ModemSignalling modems, String... texts) {
    until("it has " + List.of(texts), () -> texts(modems).equals(List.of(texts)));
  }

  private static int id(ModemSignalling modems, String text) {
    return modems.inbox("gsm-1").stream()
        .filter(message -> message.text().equals(text))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static ModemStatus status(ModemSignalling modems) {
    return modems.statuses().getFirst();
  }

  @Test
  void whereverTheyLieTheyAreReadAndTakenOffThere() {
    module.memories().receivesIn("SM");
    module.message("SM", 3, pdu("old, on the SIM"));
    module.message("ME", 3, pdu("old, in the module"));
    try (var modems = start()) {
      has(modems, "old, in the module", "old, on the SIM");
      module.message("ME", 4, pdu("new, in the module"));
      module.message("SM", 4, pdu("new, on the SIM"));
      has(modems, "new, in the module", "new, on the SIM", "old, in the module", "old, on the SIM");
      until("all were told of", () -> events.stream().filter(e -> e.contains(": ")).count() == 4);
      modems.remove("gsm-1", id(modems, "new, in the module"));
      modems.remove("gsm-1", id(modems, "old, on the SIM"));
      until("they are off", () -> !module.stores("ME", 4) && !module.stores("SM", 3));
      assertTrue(module.stores("SM", 4) && module.stores("ME", 3), "the others stay");
      has(modems, "new, on the SIM", "old, in the module");
      module.unplug();
      until("it is gone", () -> events.contains("UNPLUGGED"));
      replug();
      until("it is back", () -> status(modems).state() == ModemState.READY);
      has(modems, "new, on the SIM", "old, in the module");
    }
    assertEquals(4, events.stream().filter(e -> e.contains(": ")).count(), "nobody is told twice");
  }

  private void replug() {
    try {
      module.plug();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aModuleThatWantsAllThreeNamedIsGivenThem() {
    module.memories().wantsAllThree();
    module.message("SM", 1, pdu("on the SIM"));
    module.message("ME", 1, pdu("in the module"));
    try (var modems = start()) {
      has(modems, "in the module", "on the SIM");
      module.message("SM", 2, pdu("once more"));
      has(modems, "in the module", "on the SIM", "once more");
      assertEquals("ME", module.memories().received(), "where messages go is left as it is");
      assertNull(status(modems).lastError());
    }
  }

  @Test
  void aFullMemoryIsToldAndWhenThereIsRoomAgain() {
    module.memories().holds(2);
    try (var modems = start()) {
      until("it is ready", () -> status(modems).state() == ModemState.READY);
      assertTrue(module.message(1, pdu("one")));
      assertTrue(module.message(2, pdu("two")));
      has(modems, "one", "two");
      assertFalse(module.message(3, pdu("three")), "there is no room");
      until("it is told", () -> events.contains("READY full"));
      assertEquals(new MessageMemory("ME", 2, 2), status(modems).messages());
      assertEquals(
          "its memory ME for messages is full (2 of 2): no more come in",
          status(modems).lastError());
      modems.remove("gsm-1", id(modems, "one"));
      until("there is room", () -> events.getLast().equals("READY"));
      assertEquals(new MessageMemory("ME", 1, 2), status(modems).messages());
    }
  }

  /** Others write into the memory, too; some modules say it then. */
  @Test
  void whatAModuleSaysOfItsMemoryIsHeard() {
    try (var modems = start()) {
      until("its memories are known", () -> status(modems).messages() != null);
      for (String line :
          List.of("^SMMEMFULL: \"SM\"", "+QIND: \"smsfull\",\"SM\"", "+CMS ERROR: 322")) {
        module.says(line);
        String which = line.contains("SM\"") ? "SM " : "";
        until(
            line + " is heard",
            () ->
                ("its memory " + which + "for messages is full")
                    .equals(status(modems).lastError()));
        module.says("+CMTI: \"ME\",9");
        until(
            "it says what it has not",
            () -> String.valueOf(status(modems).lastError()).contains("321"));
      }
    }
  }

  @Test
  void aLongMessageIsShownInPartUntilItsLastPartComes() {
    String text = "Das Abendbrot ist angerichtet: 日本 😀. ".repeat(6);
    List<String> parts = pdus(text);
    assertTrue(parts.size() > 2, () -> parts.size() + " parts");
    try (var modems = start()) {
      until("it is ready", () -> status(modems).state() == ModemState.READY);
      for (int i = parts.size() - 1; i > 0; i--) {
        module.message(i % 2 == 0 ? "SM" : "ME", i, parts.get(i));
      }
      module.message("ME", 15, parts.getLast()); // the network repeats what it is not sure of
      until(
          "one part is missing",
          () -> modems.inbox("gsm-1").stream().anyMatch(message -> message.missing() == 1));
      assertTrue(events.stream().noneMatch(e -> e.contains(": ")), events::toString);
      module.message("ME", 10, parts.getFirst());
      has(modems, text);
      until("it is told of", () -> events.contains("gsm-1: " + text));
      modems.remove("gsm-1", id(modems, text));
      until("its parts are off", () -> !module.stores("ME", 10));
      until("all are", () -> !module.stores("ME", 1) && !module.stores("SM", 2));
      until("the repeated one is", () -> !module.stores("ME", 15));
      assertEquals(1, events.stream().filter(e -> e.contains(": ")).count());
    }
  }
}
