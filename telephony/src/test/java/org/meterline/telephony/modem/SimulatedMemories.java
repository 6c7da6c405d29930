package org.meterline.telephony.modem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a simulated module keeps messages, strictly after 3GPP TS 27.005: an index means something
 * only within the memory that was chosen.
 */
final class SimulatedMemories {
  private static final String NO_SUCH_INDEX = "+CMS ERROR: 321";
  private static final String NO_SUCH_MEMORY = "+CMS ERROR: 303";
  private static final String SIM_BUSY = "+CMS ERROR: 314";

  private record Stored(String pdu, boolean read) {
    String head(String command, String at) {
      int centre = Integer.parseInt(pdu.substring(0, 2), 16);
      return command + ": " + at + (read ? 1 : 0) + ",," + (pdu.length() / 2 - 1 - centre);
    }
  }

  private final Map<String, SortedMap<Integer, Stored>> memories =
      Map.of("SM", new TreeMap<>(), "ME", new TreeMap<>());

  /** To read and delete, to write, and for what comes. */
  private List<String> chosen = List.of("ME", "ME", "ME");

  private int total = 20;
  private int busy;
  private boolean wantsAllThree;

  void receivesIn(String memory) {
    chosen = List.of(chosen.get(0), chosen.get(1), memory);
  }

  void holds(int most) {
    total = most;
  }

  void wantsAllThree() {
    wantsAllThree = true;
  }

  /** Answers that its SIM is busy so many times. */
  void isBusy(int times) {
    busy = times;
  }

  String received() {
    return chosen.get(2);
  }

  /** False: it is full, and the network keeps the message. */
  boolean takes(String memory, int at, String pdu) {
    boolean room = in(memory).size() < total;
    if (room) {
      in(memory).put(at, new Stored(pdu, false));
    }
    return room;
  }

  boolean has(String memory, int at) {
    return in(memory).containsKey(at);
  }

  private SortedMap<Integer, Stored> in(String memory) {
    SortedMap<Integer, Stored> found = memories.get(memory);
    if (found == null) {
      throw new AssertionError("no memory " + memory);
    }
    return found;
  }

  /** The lines of a reply, or the error alone. */
  List<String> answer(String command) {
    if (busy > 0) {
      busy--;
      return List.of(SIM_BUSY);
    }
    String of = command.substring(command.indexOf('=') + 1);
    return switch (command.substring(0, 5)) {
      case "+CPMS" -> memories(command, of);
      case "+CMGR" -> read(Integer.parseInt(of));
      case "+CMGL" -> list();
      default -> delete(Integer.parseInt(of));
    };
  }

  private List<String> memories(String command, String of) {
    if (command.endsWith("=?")) {
      String each = "(\"ME\",\"SM\",\"MT\")";
      return List.of("+CPMS: " + each + "," + each + "," + each);
    }
    if (command.endsWith("?")) {
      return List.of("+CPMS: " + counts(true));
    }
    List<String> names = new ArrayList<>(List.of(of.replace("\"", "").split(",", -1)));
    if (!memories.keySet().containsAll(names) || (wantsAllThree && names.size() < 3)) {
      return List.of(NO_SUCH_MEMORY);
    }
    names.addAll(chosen.subList(names.size(), 3));
    chosen = List.copyOf(names);
    return List.of("+CPMS: " + counts(false));
  }

  private String counts(boolean named) {
    List<String> all = new ArrayList<>();
    for (String each : chosen) {
      all.add((named ? "\"" + each + "\"," : "") + in(each).size() + "," + total);
    }
    return String.join(",", all);
  }

  private List<String> read(int at) {
    Stored found = in(chosen.getFirst()).get(at);
    if (found == null) {
      return List.of(NO_SUCH_INDEX);
    }
    in(chosen.getFirst()).put(at, new Stored(found.pdu(), true));
    return List.of(found.head("+CMGR", ""), found.pdu());
  }

  private List<String> list() {
    List<String> lines = new ArrayList<>();
    in(chosen.getFirst())
        .replaceAll(
            (at, each) -> {
              lines.addAll(List.of(each.head("+CMGL", at + ","), each.pdu()));
              return new Stored(each.pdu(), true);
            });
    return lines;
  }

  private List<String> delete(int at) {
    return in(chosen.getFirst()).remove(at) == null ? List.of(NO_SUCH_INDEX) : List.of();
  }
}
