package org.meterline.telephony.media;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * sched_setscheduler(2), of which Java knows nothing: a media thread has little to do, and each
 * millisecond that it waits for its turn behind others is heard.
 */
@SuppressWarnings("restricted")
final class RealTime {
  /** SCHED_RR. */
  private static final int ROUND_ROBIN = 2;

  /** SCHED_RESET_ON_FORK: not for threads and processes that it starts. */
  private static final int ALONE = 0x4000_0000;

  /** The least of those that come before all ordinary threads. */
  private static final int PRIORITY = 1;

  private static final Path TASKS = Path.of("/proc/self/task");

  private RealTime() {}

  /**
   * How many threads may come first: a core is left to ordinary ones. A thread that calls a method
   * whose code is being replaced calls in circles until the compiler's thread, an ordinary one, has
   * replaced it; where all cores have such threads that one never has its turn.
   */
  static int most() {
    return Runtime.getRuntime().availableProcessors() - 1;
  }

  /**
   * The calling thread comes before all ordinary ones from now on.
   *
   * @return false where the system does not permit it (CAP_SYS_NICE, or RLIMIT_RTPRIO), or has no
   *     such call: nothing changes then
   */
  static boolean take() {
    return take(0, ROUND_ROBIN | ALONE);
  }

  /**
   * So do the threads that collect garbage while all others, media threads too, stand still: what
   * these wait for their turn is waited for by each. By the names that HotSpot gives them; the VM
   * thread starts more of them when it needs them, which inherit its turn.
   */
  static void takeForCollector() {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      tasks.filter(RealTime::stopsTheWorld).forEach(RealTime::takeFor);
    } catch (IOException e) {
      // not a system that has it
    }
  }

  private static boolean stopsTheWorld(Path task) {
    try {
      String name = Files.readString(task.resolve("comm")).strip();
      return name.equals("VM Thread") || name.startsWith("GC Thread#");
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  private static void takeFor(Path task) {
    boolean _ = take(Integer.parseInt(task.getFileName().toString()), ROUND_ROBIN);
  }

  private static boolean take(int thread, int policy) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle call =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("sched_setscheduler"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS));
      MemorySegment parameters = arena.allocateFrom(ValueLayout.JAVA_INT, PRIORITY);
      return (int) call.invokeExact(thread, policy, parameters) == 0;
    } catch (Throwable e) {
      return false; // not a system that has it
    }
  }
}
