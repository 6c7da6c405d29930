package org.meterline.telephony.server;

import java.util.ArrayList;
import java.util.List;

/**
 * What a process holds more of after an attack than before it, and whether that is more than an
 * attack may cost.
 */
record Growth(Footprint before, Footprint after, long messages) {
  private static final int MIB = 1 << 20;

  /** What is told of classes. */
  private static final int CLASSES = 20;

  private record Figure(String name, long was, long is, long allowed) {
    String told() {
      return "%-24s %,14d -> %,14d  (%+,d; %,d are allowed)"
          .formatted(name, was, is, is - was, allowed);
    }
  }

  private List<Figure> figures() {
    return List.of(
        new Figure("live heap", before.heap(), after.heap(), 2L * MIB),
        new Figure("buffers beside it", before.direct(), after.direct(), MIB),
        new Figure("memory beyond both", before.beyond(), after.beyond(), 32L * MIB),
        new Figure("sockets", before.sockets(), after.sockets(), 0),
        new Figure("other files", before.others(), after.others(), 0),
        new Figure("threads", before.threads(), after.threads(), 0),
        new Figure("virtual threads", before.virtualThreads(), after.virtualThreads(), 0),
        new Figure("processes", before.processes(), after.processes(), 0));
  }

  /** The figures, one a line. */
  List<String> lines() {
    return figures().stream().map(Figure::told).toList();
  }

  /** What grew more than it may; nothing if all is well. */
  List<String> exceeded() {
    List<String> told = new ArrayList<>();
    for (Figure each : figures()) {
      if (each.is - each.was > each.allowed) {
        told.add("LEFT BEHIND by " + messages + " messages: " + each.told());
      }
    }
    if (!told.isEmpty()) {
      told.add("what the heap holds more of: " + after.grown(before, CLASSES));
    }
    return told;
  }
}
