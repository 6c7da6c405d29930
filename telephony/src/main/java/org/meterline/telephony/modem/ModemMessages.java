package org.meterline.telephony.modem;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;

/**
 * A modem's text messages, sent and received in PDU mode (3GPP TS 27.005). What comes stays in the
 * module's memories until somebody takes it off. On the modem's thread, but for {@link #inbox}.
 */
final class ModemMessages {
  /** A module whose SIM has just been unlocked may refuse this for a while. */
  private static final int MOST_TRIES = 3;

  /** A hundred messages over 115,200 baud take three seconds. */
  private static final Duration LISTING = Duration.ofSeconds(30);

  private static final int STORED_BY_US = 2;
  private static final String NOTHING_THERE = "+CMS ERROR: 321";

  private record Part(String memory, int at, String hex, SmsPdu.Incoming pdu) {
    boolean liesAt(String where, int place) {
      return memory.equals(where) && at == place;
    }
  }

  /** One that came, with all or some of its parts. */
  private record Kept(TextMessage message, List<Part> parts) {}

  private final Modem modem;
  private final MessageStore store;
  private final List<Kept> inbox = new CopyOnWriteArrayList<>();
  private final List<String> unlisted = new ArrayList<>();
  private int tries;
  private int reference;

  ModemMessages(Modem modem) {
    this.modem = modem;
    this.store = new MessageStore(modem);
  }

  /** What came and was not taken off, in the order of its coming. */
  List<TextMessage> inbox() {
    return inbox.stream().map(Kept::message).toList();
  }

  /** Takes a message off the memories that its parts are in. */
  void remove(int id) {
    inbox.stream()
        .filter(each -> each.message().id() == id)
        .findFirst()
        .ifPresent(
            found -> {
              inbox.remove(found);
              for (Part part : found.parts()) {
                store.with(
                    part.memory(),
                    AtCommand.set("AT+CMGD=" + part.at()),
                    reply -> removed(found, reply));
              }
            });
  }

  private void removed(Kept message, AtDialogue.Reply reply) {
    boolean refused = reply.ending() == AtDialogue.Ending.REFUSED;
    if (refused && !reply.text().equals(NOTHING_THERE)) {
      modem.erred("A message was not taken off: " + reply.text());
      if (!inbox.contains(message)) {
        inbox.add(message);
      }
    }
    store.count();
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
                boolean full = reply.text().equals(AtLine.MEMORY_FULL);
                String why =
                    "The message was not sent: "
                        + (full ? "its memory for messages is full" : reply.text());
                modem.erred(why);
                done.complete(Optional.of(why));
              }
            });
  }

  /** It says that a memory is full: how full they are is asked. */
  void full(String memory) {
    modem.erred("its memory " + (memory.isEmpty() ? "" : memory + " ") + "for messages is full");
    store.count();
  }

  /** One has come, and lies there. Before the memories are known, the list of all tells it. */
  void arrived(AtLine.Info where) {
    int at = where.number(1);
    if (!store.known() || at < 0) {
      return;
    }
    String memory = store.memory(where.parts().getFirst());
    store.with(
        memory,
        AtCommand.list("AT+CMGR=" + at, "+CMGR").withTexts(),
        reply -> {
          if (!reply.plain().isEmpty()) {
            take(memory, at, reply.plain(), true);
          } else if (reply.ending() == AtDialogue.Ending.REFUSED) {
            modem.erred("A message that came cannot be read: " + reply.text());
          }
        });
    store.count();
  }

  /** Whatever lies in the memories now, the SIM's and the module's. */
  void readAll() {
    inbox.clear();
    unlisted.clear();
    tries = 0;
    find();
  }

  /** Now and then: what was not to be had before, and how full it is. */
  void look() {
    if (!store.known()) {
      find();
    } else if (!unlisted.isEmpty() && tries < MOST_TRIES) {
      tries++;
      List.copyOf(unlisted).forEach(this::list);
    } else {
      store.count();
    }
  }

  private void find() {
    store.begin(
        ++tries >= MOST_TRIES,
        memories -> {
          tries = 1;
          unlisted.addAll(memories);
          memories.forEach(this::list);
        });
  }

  private void list(String memory) {
    store.with(
        memory,
        AtCommand.list("AT+CMGL=4", "+CMGL").withTexts().within(LISTING),
        reply -> {
          if (reply.ok()) {
            unlisted.remove(memory);
          } else if (tries == MOST_TRIES && !memory.equals(MessageStore.UNNAMED)) {
            modem.erred("its messages in " + memory + " cannot be listed: " + reply.text());
          }
          AtLine.Info head = null;
          for (AtLine line : reply.lines()) {
            if (line instanceof AtLine.Info info) {
              head = info;
            } else if (head != null && head.number(1) < STORED_BY_US) {
              take(memory, head.number(0), line.text(), head.number(1) == 0);
              head = null;
            }
          }
        });
  }

  /**
   * @param unread whether nobody was told of it yet
   */
  private void take(String memory, int at, String hex, boolean unread) {
    for (Kept each : List.copyOf(inbox)) {
      for (Part part : each.parts()) {
        if (part.liesAt(memory, at)) {
          if (part.hex().equals(hex)) {
            return; // it is listed, and told of
          }
          inbox.remove(each); // others took it off, and another one lies there
        }
      }
    }
    SmsPdu.Incoming pdu;
    try {
      pdu = SmsPdu.deliver(hex);
    } catch (IllegalArgumentException e) {
      modem.erred("A message that came cannot be read: " + e.getMessage());
      return; // it stays where it is, for people to look at
    }
    List<Part> parts = new ArrayList<>(List.of(new Part(memory, at, hex, pdu)));
    for (Kept each : List.copyOf(inbox)) {
      if (each.message().missing() > 0 && each.parts().getFirst().pdu().isOf(pdu)) {
        parts.addAll(0, each.parts());
        inbox.remove(each);
      }
    }
    Kept message = new Kept(read(parts), List.copyOf(parts));
    inbox.add(message);
    if (unread && message.message().missing() == 0) {
      modem.received(message.message());
    }
  }

  private static TextMessage read(List<Part> parts) {
    var inOrder = new TreeMap<Integer, Part>();
    parts.forEach(part -> inOrder.put(part.pdu().part(), part)); // of two the later one
    StringBuilder text = new StringBuilder();
    inOrder.values().forEach(part -> text.append(part.pdu().text()));
    Part first = inOrder.firstEntry().getValue();
    int missing = Math.max(0, first.pdu().parts() - inOrder.size());
    return new TextMessage(
        id(first), first.pdu().from(), text.toString(), first.pdu().sent(), missing);
  }

  /** An index alone is soon another message's, which must not be taken off in its place. */
  private static int id(Part part) {
    CRC32 sum = new CRC32();
    sum.update((part.memory() + part.at() + ":" + part.hex()).getBytes(StandardCharsets.UTF_8));
    return (int) (sum.getValue() & Integer.MAX_VALUE);
  }
}
