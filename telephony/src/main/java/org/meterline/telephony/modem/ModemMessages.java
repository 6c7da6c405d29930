package org.meterline.telephony.modem;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A modem's text messages, sent and received in PDU mode (3GPP TS 27.005). What comes stays on the
 * SIM until somebody takes it off. On the modem's thread, but for {@link #inbox}.
 */
final class ModemMessages {
  private record Part(int at, SmsPdu.Incoming pdu) {}

  /** One that came whole, and where its parts lie. */
  private record Whole(TextMessage message, List<Integer> places) {}

  private final Modem modem;
  private final Map<String, TreeMap<Integer, Part>> open = new HashMap<>();
  private final List<Whole> inbox = new CopyOnWriteArrayList<>();
  private int reference;

  ModemMessages(Modem modem) {
    this.modem = modem;
  }

  /** What came and was not taken off, in the order of its coming. */
  List<TextMessage> inbox() {
    return inbox.stream().map(Whole::message).toList();
  }

  /** Takes a message off the SIM. */
  void remove(int id) {
    inbox.stream()
        .filter(each -> each.message().id() == id)
        .findFirst()
        .ifPresent(
            found -> {
              inbox.remove(found);
              found
                  .places()
                  .forEach(at -> modem.dialogue().ask(AtCommand.set("AT+CMGD=" + at), _ -> {}));
            });
  }

  /** Sends; done once the network took all its parts. Empty, or why it was not sent. */
  CompletableFuture<Optional<String>> send(String number, String text) {
    CompletableFuture<Optional<String>> done = new CompletableFuture<>();
    try {
      reference = (reference + 1) & 0xFF;
      send(new ArrayDeque<>(SmsPdu.submit(number, text, reference)), done);
    } catch (IllegalArgumentException e) {
      done.complete(Optional.of(String.valueOf(e.getMessage())));
    }
    return done;
  }

  private void send(Deque<SmsPdu.Outgoing> left, CompletableFuture<Optional<String>> done) {
    SmsPdu.Outgoing next = left.poll();
    if (next == null) {
      done.complete(Optional.empty());
      return;
    }
    modem
        .dialogue()
        .ask(
            AtCommand.send("AT+CMGS=" + next.length(), "+CMGS", next.hex()),
            reply -> {
              if (reply.ok()) {
                send(left, done);
              } else {
                String why = "The message was not sent: " + reply.text();
                modem.erred(why);
                done.complete(Optional.of(why));
              }
            });
  }

  /** One has come, and lies there. */
  void arrived(int at) {
    modem
        .dialogue()
        .ask(AtCommand.ask("AT+CMGR=" + at, "+CMGR").withTexts(), reply -> take(at, reply.plain()));
  }

  /** Whatever lies on the SIM that is in now. */
  void readAll() {
    open.clear();
    inbox.clear();
    modem
        .dialogue()
        .ask(
            AtCommand.list("AT+CMGL=4", "+CMGL").withTexts(),
            reply -> {
              int at = -1;
              for (AtLine line : List.copyOf(reply.lines())) {
                if (line instanceof AtLine.Info info) {
                  at = info.number(0);
                } else if (at >= 0) {
                  take(at, line.text());
                  at = -1;
                }
              }
            });
  }

  private void take(int at, String hex) {
    SmsPdu.Incoming pdu;
    try {
      pdu = SmsPdu.deliver(hex);
    } catch (IllegalArgumentException e) {
      modem.erred("A message that came cannot be read: " + e.getMessage());
      return; // it stays on the SIM, for people to look at
    }
    String key = pdu.from() + " " + pdu.reference() + " " + pdu.parts();
    TreeMap<Integer, Part> parts =
        pdu.parts() == 1 ? new TreeMap<>() : open.computeIfAbsent(key, _ -> new TreeMap<>());
    parts.put(pdu.part(), new Part(at, pdu));
    if (parts.size() < pdu.parts()) {
      return;
    }
    open.remove(key);
    List<Part> all = new ArrayList<>(parts.values());
    StringBuilder text = new StringBuilder();
    all.forEach(part -> text.append(part.pdu().text()));
    List<Integer> places = all.stream().map(Part::at).toList();
    inbox.add(new Whole(new TextMessage(places.getFirst(), pdu.from(), text.toString()), places));
  }
}
