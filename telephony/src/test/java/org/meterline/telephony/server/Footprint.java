package org.meterline.telephony.server;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process holds when everything that could be let go has been.
 *
 * @param classes octets of the live heap by class
 * @param direct octets of direct and mapped buffers
 * @param beyond octets of private memory that belong to neither the heap nor the machine's code and
 *     classes; a few MiB more or less, as the allocator of the system has it
 * @param others open files that are no sockets
 */
record Footprint(
    Map<String, Long> classes,
    long heap,
    long direct,
    long beyond,
    long sockets,
    long others,
    long threads,
    long virtualThreads,
    long processes) {
  private static final Pattern LINE =
      Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)");
  private static final String VIRTUAL = "java.lang.VirtualThread";

  /** What collectors fill gaps with. */
  private static final String GAP = "jdk.internal.vm.Filler";

  /** Soft things and cleaners need more than one. */
  private static final int COLLECTIONS = 3;

  /** Those of the machine come and go with what it has to do. */
  private static final String THE_MACHINES = "ForkJoinPool.*|.*process reaper.*|Attach.*";

  /** Collects, and looks. */
  static Footprint now() throws IOException {
    String histogram = "";
    for (int i = 0; i < COLLECTIONS; i++) {
      histogram = histogram();
    }
    Map<String, Long> classes = new HashMap<>();
    long heap = 0;
    long virtual = 0;
    for (Matcher line = LINE.matcher(histogram); line.find(); ) {
      if (line.group(3).contains(GAP)) {
        continue;
      }
      long octets = Long.parseLong(line.group(2));
      heap += octets;
      classes.merge(line.group(3), octets, Long::sum);
      virtual += line.group(3).equals(VIRTUAL) ? Long.parseLong(line.group(1)) : 0;
    }
    List<String> open = openFiles();
    long sockets = open.stream().filter(each -> each.startsWith("socket:")).count();
    return new Footprint(
        classes,
        heap,
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum(),
        restOfMemory(),
        sockets,
        open.size() - sockets,
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.getName().matches(THE_MACHINES))
            .count(),
        virtual,
        ProcessHandle.current().descendants().count());
  }

  /** Of what is alive: it collects first. */
  private static String histogram() {
    try {
      return String.valueOf(
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()}));
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private static long restOfMemory() throws IOException {
    Matcher own =
        Pattern.compile("RssAnon:\\s+(\\d+) kB")
            .matcher(Files.readString(Path.of("/proc/self/status")));
    if (!own.find()) {
      throw new IOException("the system does not say how much memory is held");
    }
    var memory = ManagementFactory.getMemoryMXBean();
    return Stream.of(memory.getHeapMemoryUsage(), memory.getNonHeapMemoryUsage())
        .mapToLong(MemoryUsage::getCommitted)
        .reduce(1024 * Long.parseLong(own.group(1)), (left, part) -> left - part);
  }

  private static List<String> openFiles() throws IOException {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.map(Footprint::target).filter(each -> !each.isEmpty()).toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closed) {
      return "";
    }
  }

  /** The classes of which more is held than before, most first. */
  List<String> grown(Footprint before, int most) {
    Comparator<Map.Entry<String, Long>> bySize = Map.Entry.comparingByValue();
    return classes.entrySet().stream()
        .map(each -> Map.entry(each.getKey(), each.getValue() - before.held(each.getKey())))
        .filter(each -> each.getValue() > 0)
        .sorted(bySize.reversed())
        .limit(most)
        .map(each -> "%+,d %s".formatted(each.getValue(), each.getKey()))
        .toList();
  }

  private long held(String type) {
    return classes.getOrDefault(type, 0L);
  }
}
