package org.meterline.telephony.media;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * sched_setscheduler(2), of which Java knows nothing: a media thread has little to do, and each
 * millisecond that it waits for its turn behind others is heard.
 */
@SuppressWarnings("restricted")
final class RealTime {
  /** SCHED_RR, not for threads and processes that it starts (SCHED_RESET_ON_FORK). */
  private static final int ROUND_ROBIN = 2 | 0x4000_0000;

  /** The least of those that come before all ordinary threads. */
  private static final int PRIORITY = 1;

  private RealTime() {}

  /**
   * The calling thread comes before all ordinary ones from now on.
   *
   * @return false where the system does not permit it (CAP_SYS_NICE, or RLIMIT_RTPRIO), or has no
   *     such call: nothing changes then
   */
  static boolean take() {
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
      return (int) call.invokeExact(0, ROUND_ROBIN, parameters) == 0;
    } catch (Throwable e) {
      return false; // not a system that has it
    }
  }
}
