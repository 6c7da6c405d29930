package org.meterline.telephony.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A filter of system calls (seccomp(2), in the form of bpf(4)) that lets nobody make a user
 * namespace, in which much of the kernel is open that is closed to ordinary users. clone3(2) hides
 * its flags from a filter, so it is said not to exist: everybody falls back to clone(2).
 */
final class SystemCalls {
  private static final int NEW_USER_NAMESPACE = 0x1000_0000; // CLONE_NEWUSER

  private static final int LOAD = 0x20;
  private static final int IF_EQUAL = 0x15;
  private static final int IF_AT_LEAST = 0x35;
  private static final int IF_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int NUMBER_AT = 0;
  private static final int ARCHITECTURE_AT = 4;
  private static final int FLAGS_AT = 16;

  private static final int ALLOW = 0x7fff_0000;
  private static final int NOT_PERMITTED = 0x0005_0000 | 1; // EPERM
  private static final int NOT_THERE = 0x0005_0000 | 38; // ENOSYS

  private static final int CLONE3 = 435;
  private static final int SECOND_ABI = 0x4000_0000; // x32, on x86-64 alone

  private SystemCalls() {}

  /** Writes the filter for this machine; nothing if its architecture is not known. */
  static Optional<Path> write(Path file) throws IOException {
    Optional<byte[]> program =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> Optional.of(program(0xc000_003e, 272, 56));
          case "aarch64" -> Optional.of(program(0xc000_00b7, 97, 220));
          default -> Optional.empty();
        };
    if (program.isEmpty()) {
      return Optional.empty();
    }
    file.toFile().deleteOnExit();
    return Optional.of(Files.write(file, program.get()));
  }

  /** Jumps count the instructions to pass over. */
  private static byte[] program(int architecture, int unshare, int clone) {
    ByteBuffer program = ByteBuffer.allocate(12 * 8).order(ByteOrder.nativeOrder());
    add(program, LOAD, 0, 0, ARCHITECTURE_AT);
    add(program, IF_EQUAL, 0, 8, architecture);
    add(program, LOAD, 0, 0, NUMBER_AT);
    add(program, IF_AT_LEAST, 6, 0, SECOND_ABI);
    add(program, IF_EQUAL, 6, 0, CLONE3);
    add(program, IF_EQUAL, 1, 0, unshare);
    add(program, IF_EQUAL, 0, 2, clone);
    add(program, LOAD, 0, 0, FLAGS_AT);
    add(program, IF_BIT, 1, 0, NEW_USER_NAMESPACE);
    add(program, RETURN, 0, 0, ALLOW);
    add(program, RETURN, 0, 0, NOT_PERMITTED);
    add(program, RETURN, 0, 0, NOT_THERE);
    return program.array();
  }

  private static void add(ByteBuffer program, int code, int ifSo, int ifNot, int value) {
    program.putShort((short) code).put((byte) ifSo).put((byte) ifNot).putInt(value);
  }
}
