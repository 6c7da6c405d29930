package org.meterline.telephony.modem;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallTime;

/**
 * Questions to a modem, one at a time, and what it says of itself in between. A command that is not
 * answered in time is given up: what still comes for it is dropped, and {@code AT} finds out when
 * the modem is with us again. For one thread.
 */
final class AtDialogue {
  /** How long nothing may come before a late answer is not awaited any more. */
  static final Duration QUIET = Duration.ofMillis(500);

  /** How long {@code AT} may take, and how often it is tried. */
  static final Duration SYNC = Duration.ofSeconds(1);

  static final int SYNC_TRIES = 5;

  private static final Duration ABORT = Duration.ofSeconds(3);
  private static final char END_OF_BODY = 0x1A;
  private static final char NO_BODY = 0x1B;

  /** How a command ended. */
  enum Ending {
    OK,
    /** The modem said ERROR, or that a call is over. */
    REFUSED,
    /** It said nothing in time. */
    SILENT
  }

  /**
   * @param text the final result, for example {@code +CME ERROR: 30}
   * @param lines of the reply
   */
  record Reply(Ending ending, String text, List<AtLine> lines) {
    Reply {
      lines = List.copyOf(lines);
    }

    boolean ok() {
      return ending == Ending.OK;
    }

    /** Whether the modem said in place of it that a call is over: NO CARRIER, BUSY … */
    boolean endsCall() {
      return ending == Ending.REFUSED && AtLine.of(text) instanceof AtLine.CallOver;
    }

    /** The first line with that prefix, or null. */
    AtLine.@Nullable Info info(String prefix) {
      for (AtLine line : lines) {
        if (line instanceof AtLine.Info info && info.prefix().equals(prefix)) {
          return info;
        }
      }
      return null;
    }

    /** The first plain line, or nothing. */
    String plain() {
      for (AtLine line : lines) {
        if (line instanceof AtLine.Text(String plain)) {
          return plain;
        }
      }
      return "";
    }
  }

  /** Whom it serves. */
  interface Side {
    /** Sends to the modem. */
    void write(String text);

    /** The modem says this of itself. */
    void news(AtLine line);

    /** It was asked and said this: for the ladder of a call. */
    void said(boolean sent, String text);

    /** It answers nothing any more, whatever is asked. */
    void silent();
  }

  private record Asked(AtCommand command, Consumer<Reply> then) {}

  private enum State {
    IDLE,
    WAITING,
    /** {@code AT} was sent; answers to it and to what was given up are awaited. */
    SYNCHRONISING,
    DEAD
  }

  private final Side side;
  private final CallTime.Timers timers;
  private final AtChannel channel;
  private final Deque<Asked> queue = new ArrayDeque<>();
  private final List<AtLine> lines = new ArrayList<>();
  private State state = State.IDLE;
  private @Nullable Asked current;
  private Runnable timer = () -> {};
  private int generation;

  /** Final results that the modem still owes. */
  private int owed;

  private int tries;
  private boolean prompted;

  /**
   * @param timers call back on the thread that calls this
   */
  AtDialogue(Side side, CallTime.Timers timers) {
    this.side = side;
    this.timers = timers;
    this.channel = new AtChannel(this::heard);
  }

  /** Bytes came. */
  void received(byte[] bytes, int length) {
    channel.take(bytes, length);
  }

  /** Asks after what was asked before. */
  void ask(AtCommand command, Consumer<Reply> then) {
    if (gone(then)) {
      return;
    }
    queue.addLast(new Asked(command, then));
    next();
  }

  /** Asks before all that waits, and does not wait for one that dials or answers. */
  void urgent(AtCommand command, Consumer<Reply> then) {
    if (gone(then)) {
      return;
    }
    queue.addFirst(new Asked(command, then));
    Asked waiting = current;
    if (state == State.WAITING && waiting != null && waiting.command().calls()) {
      side.write("\r");
      arm(ABORT, this::late);
    }
    next();
  }

  private boolean gone(Consumer<Reply> then) {
    if (state == State.DEAD) {
      then.accept(new Reply(Ending.SILENT, "the modem is gone", List.of()));
    }
    return state == State.DEAD;
  }

  /** The first words after the port was opened: whatever is half said or half heard is ended. */
  void begin() {
    channel.reset();
    owed = 0;
    synchronise(true);
  }

  /** The port is gone: nobody is told anything any more, but for who asked. */
  void close() {
    state = State.DEAD;
    timer.run();
    generation++;
    List<Asked> all = new ArrayList<>(queue);
    if (current != null) {
      all.addFirst(current);
    }
    queue.clear();
    current = null;
    all.forEach(
        asked -> asked.then().accept(new Reply(Ending.SILENT, "the modem is gone", List.of())));
  }

  private void next() {
    if (state != State.IDLE || queue.isEmpty()) {
      return;
    }
    Asked asked = queue.removeFirst();
    current = asked;
    lines.clear();
    prompted = false;
    state = State.WAITING;
    arm(asked.command().patience(), this::late);
    say(asked.command().text(), asked.command().shown());
  }

  private void say(String text, String shown) {
    channel.sent(text);
    side.said(true, shown);
    side.write(text + "\r");
  }

  private void heard(AtLine line) {
    switch (state) {
      case IDLE, DEAD -> {
        if (line.isNews()) {
          side.news(line);
        }
      }
      case WAITING -> reply(line);
      case SYNCHRONISING -> {
        if (line instanceof AtLine.Final && !line.isNews()) {
          owed--;
          if (owed <= 0) {
            synchronised();
          } else {
            arm(QUIET, this::synchronised);
          }
        } else if (line.isNews()) {
          side.news(line);
        }
      }
    }
  }

  private void reply(AtLine line) {
    Asked asked = current;
    if (asked == null) {
      return;
    }
    AtCommand command = asked.command();
    switch (line) {
      case AtLine.Final end when end.isNews() && command.body() == null -> side.news(end);
      case AtLine.Final end -> {
        // An OK without the line that was asked for belongs to what was asked before.
        if (!end.ok() || !command.must() || has(command)) {
          finish(end.ok() ? Ending.OK : Ending.REFUSED, end.text());
        }
      }
      case AtLine.CallOver over -> {
        if (command.calls()) {
          finish(Ending.REFUSED, over.text());
        } else {
          side.news(over);
        }
      }
      case AtLine.Prompt prompt -> {
        String body = command.body();
        if (body != null && !prompted) {
          prompted = true;
          channel.sent(body);
          side.write(body + END_OF_BODY);
        }
      }
      case AtLine.Info info -> {
        if (info.prefix().equals(command.prefix()) && !isNewsOf(info)) {
          lines.add(info);
        } else if (info.isNews()) {
          side.news(info);
        }
      }
      case AtLine.Text text -> {
        if (text.isNews()) {
          side.news(text);
        } else if (command.texts()) {
          lines.add(text);
        }
      }
    }
  }

  private boolean has(AtCommand command) {
    return lines.stream()
        .anyMatch(
            line ->
                line instanceof AtLine.Info info
                    ? info.prefix().equals(command.prefix())
                    : command.prefix() == null);
  }

  /** +CREG: 1 and +CREG: 1,"00C3",… are news, +CREG: 2,1 is a reply (27.007, section 7.2). */
  private static boolean isNewsOf(AtLine.Info info) {
    boolean network = info.prefix().endsWith("REG");
    return network && (info.rest().indexOf(',') < 0 || info.rest().matches("\\d+,\\s*\".*"));
  }

  private void finish(Ending ending, String text) {
    Asked asked = current;
    current = null;
    state = State.IDLE;
    timer.run();
    generation++;
    try {
      if (asked != null) {
        side.said(false, text);
        asked.then().accept(new Reply(ending, text, lines));
      }
    } finally {
      next(); // others wait for their turn, whatever became of this one
    }
  }

  private void late() {
    Asked asked = current;
    current = null;
    owed = 1;
    synchronise(asked != null && asked.command().body() != null);
    if (asked != null) {
      side.said(false, "nothing");
      asked.then().accept(new Reply(Ending.SILENT, "nothing was answered in time", List.of()));
    }
  }

  private void synchronise(boolean escape) {
    state = State.SYNCHRONISING;
    tries = 0;
    if (escape) {
      side.write(String.valueOf(NO_BODY));
    }
    tryAgain();
  }

  private void tryAgain() {
    if (tries++ >= SYNC_TRIES) {
      state = State.DEAD;
      side.silent();
      return;
    }
    owed++;
    arm(SYNC, this::tryAgain);
    channel.sent("AT");
    side.write("AT\r");
  }

  private void synchronised() {
    owed = 0;
    state = State.IDLE;
    timer.run();
    generation++;
    next();
  }

  private void arm(Duration delay, Runnable action) {
    timer.run();
    int mine = ++generation;
    timer =
        timers.after(
            delay,
            () -> {
              if (mine == generation) {
                action.run();
              }
            });
  }
}
