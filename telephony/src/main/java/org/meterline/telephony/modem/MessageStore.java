package org.meterline.telephony.modem;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The memories that a module keeps messages in (3GPP TS 27.005, section 3.2.2). An index names a
 * message within the memory that is chosen, so nothing is read or deleted before its own was. Where
 * messages go that come is left to the module. On the modem's thread.
 */
final class MessageStore {
  /** The only one of a module that tells of none. */
  static final String UNNAMED = "";

  /** The SIM's and the module's own; {@code MT} is both together, others hold no messages. */
  private static final List<String> USUAL = List.of("SM", "ME");

  private static final Pattern FIRST_LIST = Pattern.compile("\\(([^)]*)\\)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]{1,8}");

  private record Work(
      int generation, String memory, AtCommand command, Consumer<AtDialogue.Reply> then) {}

  private final Modem modem;
  private final Deque<Work> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean known;
  private boolean named;

  /** What reading and deleting are about now; null: not known. */
  private @Nullable String chosen;

  private String written = UNNAMED;
  private String received = UNNAMED;
  private int generation;

  MessageStore(Modem modem) {
    this.modem = modem;
  }

  /**
   * Finds out which there are. What was to be done with another SIM's is done no more.
   *
   * @param last whether a module that does not tell has one without a name: not only those that
   *     know no better refuse it, but also those whose SIM is not ready yet
   * @param found is told which hold messages; not called if that is to be asked again
   */
  void begin(boolean last, Consumer<List<String>> found) {
    int mine = ++generation;
    waiting.clear();
    known = false;
    named = false;
    chosen = null;
    AtDialogue talk = modem.dialogue();
    talk.ask(
        AtCommand.list("AT+CPMS=?", "+CPMS"),
        offered ->
            talk.ask(
                AtCommand.list("AT+CPMS?", "+CPMS"),
                now -> {
                  AtLine.Info set = now.info("+CPMS");
                  if (mine == generation && (set != null || last || now.ok())) {
                    known = true;
                    named = set != null;
                    chosen = set == null ? null : set.parts().getFirst();
                    counted(set);
                    found.accept(named ? readable(offered.info("+CPMS")) : List.of(UNNAMED));
                  }
                }));
  }

  /** Whether it is known which there are. */
  boolean known() {
    return known;
  }

  private List<String> readable(AtLine.@Nullable Info offered) {
    Matcher list = FIRST_LIST.matcher(offered == null ? "" : offered.rest());
    List<String> all = new ArrayList<>(USUAL);
    all.retainAll(list.find() ? List.of(list.group(1).replaceAll("[\"\\s]", "").split(",")) : all);
    if (all.isEmpty() && chosen != null) {
      all.add(chosen);
    }
    return all;
  }

  /** Its name as it is used here. */
  String memory(String name) {
    return named && NAME.matcher(name).matches() ? name : UNNAMED;
  }

  /** Does something with that memory, after what was to be done before. */
  void with(String memory, AtCommand command, Consumer<AtDialogue.Reply> then) {
    waiting.add(new Work(generation, memory, command, then));
    next();
  }

  private void next() {
    Work work = busy ? null : waiting.poll();
    if (work == null) {
      return;
    }
    busy = true;
    if (work.memory().equals(UNNAMED) || work.memory().equals(chosen)) {
      run(work);
    } else {
      chosen = null;
      choose(work, "AT+CPMS=\"" + work.memory() + "\"");
    }
  }

  /** Some modules want all three memories to be named. */
  private void choose(Work work, String command) {
    boolean one = !command.contains(",");
    modem
        .dialogue()
        .ask(
            AtCommand.list(command, "+CPMS"),
            reply -> {
              boolean refused = reply.ending() == AtDialogue.Ending.REFUSED;
              if (reply.ok() && work.generation() == generation) {
                chosen = work.memory();
                run(work);
              } else if (one && refused && work.generation() == generation) {
                choose(work, command + ",\"" + written + "\",\"" + received + "\"");
              } else {
                if (refused) {
                  modem.erred("its memory " + work.memory() + " cannot be used: " + reply.text());
                }
                done(work, reply);
              }
            });
  }

  private void run(Work work) {
    modem.dialogue().ask(work.command(), reply -> done(work, reply));
  }

  private void done(Work work, AtDialogue.Reply reply) {
    busy = false;
    try {
      if (work.generation() == generation) {
        work.then().accept(reply);
      }
    } finally {
      next();
    }
  }

  /** Asks how full the memory is that messages go to. */
  void count() {
    if (named) {
      modem
          .dialogue()
          .ask(AtCommand.list("AT+CPMS?", "+CPMS"), reply -> counted(reply.info("+CPMS")));
    }
  }

  /** Name, used and total of each of the three. */
  private void counted(AtLine.@Nullable Info line) {
    List<String> parts = line == null ? List.of() : line.parts();
    if (line == null && !named) {
      modem.keeps(null);
    } else if (line != null && parts.size() >= 9) {
      written = parts.get(3);
      received = parts.get(6);
      modem.keeps(new MessageMemory(received, line.number(7), line.number(8)));
    }
  }
}
