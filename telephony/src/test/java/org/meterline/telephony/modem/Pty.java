package org.meterline.telephony.modem;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The master of a pseudo-terminal: what a program that opens the other end takes for a modem. */
@SuppressWarnings("restricted") // the system's own functions
final class Pty implements AutoCloseable {
  private static final int READ_WRITE_NO_TERMINAL = 0x2 | 0x100;
  private static final short READABLE = 1;
  private static final int TERMIOS = 128;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private static final MethodHandle OPEN = call("posix_openpt", INT, INT);
  private static final MethodHandle GRANT = call("grantpt", INT, INT);
  private static final MethodHandle UNLOCK = call("unlockpt", INT, INT);
  private static final MethodHandle NAME = call("ptsname_r", INT, INT, ValueLayout.ADDRESS, LONG);
  private static final MethodHandle GET = call("tcgetattr", INT, INT, ValueLayout.ADDRESS);
  private static final MethodHandle SET = call("tcsetattr", INT, INT, INT, ValueLayout.ADDRESS);
  private static final MethodHandle RAW =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("cfmakeraw"),
              FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
  private static final MethodHandle POLL = call("poll", INT, ValueLayout.ADDRESS, LONG, INT);
  private static final MethodHandle READ = call("read", LONG, INT, ValueLayout.ADDRESS, LONG);
  private static final MethodHandle WRITE = call("write", LONG, INT, ValueLayout.ADDRESS, LONG);
  private static final MethodHandle CLOSE = call("close", INT, INT);

  private static MethodHandle call(String name, ValueLayout returns, ValueLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(returns, arguments));
  }

  private final int master;
  private final String slave;
  private boolean closed;

  Pty() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      master = (int) OPEN.invokeExact(READ_WRITE_NO_TERMINAL);
      MemorySegment name = arena.allocate(128);
      MemorySegment termios = arena.allocate(TERMIOS);
      if (master < 0
          || (int) GRANT.invokeExact(master) != 0
          || (int) UNLOCK.invokeExact(master) != 0
          || (int) NAME.invokeExact(master, name, 128L) != 0
          || (int) GET.invokeExact(master, termios) != 0) {
        throw new IOException("no pseudo-terminal is to be had");
      }
      RAW.invokeExact(termios);
      int _ = (int) SET.invokeExact(master, 0, termios);
      slave = name.getString(0);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  /** What to open, for example {@code /dev/pts/3}. */
  String slave() {
    return slave;
  }

  /** What came within 20 ms; nothing if nothing did, or nobody has the other end open. */
  synchronized byte[] read() {
    if (closed) {
      return new byte[0];
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8);
      poll.set(INT, 0, master);
      poll.set(ValueLayout.JAVA_SHORT, 4, READABLE);
      if ((int) POLL.invokeExact(poll, 1L, 0) <= 0
          || (poll.get(ValueLayout.JAVA_SHORT, 6) & READABLE) == 0) {
        return new byte[0];
      }
      MemorySegment space = arena.allocate(4096);
      long count = (long) READ.invokeExact(master, space, 4096L);
      return count <= 0 ? new byte[0] : space.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  synchronized void write(byte[] bytes) {
    if (closed) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment space = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      long at = 0;
      while (at < bytes.length) {
        long count = (long) WRITE.invokeExact(master, space.asSlice(at), (long) bytes.length - at);
        if (count <= 0) {
          return;
        }
        at += count;
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        int _ = (int) CLOSE.invokeExact(master);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }
}
