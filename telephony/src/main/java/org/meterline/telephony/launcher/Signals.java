package org.meterline.telephony.launcher;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * kill(2), which Java's process API offers for two signals only, and never for a group; and
 * signal(2), for what programs inherit.
 */
@SuppressWarnings("restricted")
final class Signals {
  static final int HUP = 1;
  static final int KILL = 9;
  static final int TERM = 15;

  private static final MethodHandle SEND =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private static final MethodHandle DISPOSE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("signal"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));

  private static final long DEFAULT = 0; // SIG_DFL

  private Signals() {}

  /** Undoes a nohup(1) before this process, which programs would inherit: hang-ups reach them. */
  static void hearHangUps() {
    try {
      long _ = (long) DISPOSE.invokeExact(HUP, DEFAULT);
    } catch (Throwable e) {
      throw new IllegalStateException("signal(2) cannot be called", e);
    }
  }

  /** Sends to one process; false when there is none. */
  static boolean send(long pid, int signal) {
    return call((int) pid, signal);
  }

  /** Sends to all of a process group; false when there is none. */
  static boolean sendToGroup(long leader, int signal) {
    return leader > 1 && call((int) -leader, signal);
  }

  private static boolean call(int target, int signal) {
    try {
      return (int) SEND.invokeExact(target, signal) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("kill(2) cannot be called", e);
    }
  }
}
