package org.meterline.telephony.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets the sandbox's own user read a program and its folder. It takes nothing from anybody: the
 * folders above stay as closed as they were.
 */
final class ReadableFiles {
  private static final List<PosixFilePermission> FOR_ALL =
      List.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

  private final Set<Path> seen = ConcurrentHashMap.newKeySet();

  void admit(Path executable) {
    Path folder = executable.toAbsolutePath().getParent();
    if (folder == null || !seen.add(executable)) {
      return;
    }
    try {
      for (Path path : List.of(folder, executable)) {
        Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
        if (now.contains(PosixFilePermission.OWNER_EXECUTE) && now.addAll(FOR_ALL)) {
          Files.setPosixFilePermissions(path, now);
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      seen.remove(executable); // The launcher says what is wrong with it.
    }
  }
}
