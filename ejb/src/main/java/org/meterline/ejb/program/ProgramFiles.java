package org.meterline.ejb.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.regex.Pattern;
import org.meterline.ejb.file.DurableFile;
import org.meterline.ejb.refusal.Refused;

/** Keeps the versions' files: {@code <folder>/<tenant>/<program>/<version>/<name>}, write-once. */
public final class ProgramFiles {
  /** The largest file taken. */
  public static final int MOST_BYTES = 5 * 1024 * 1024;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Path folder;

  /**
   * @param folder absolute
   */
  public ProgramFiles(Path folder) {
    this.folder = folder;
  }

  /** What was written. */
  public record Stored(String name, long sizeBytes, String sha256) {}

  /** Where a version's file is. */
  public Path path(UUID tenant, UUID program, UUID version, String name) {
    return folder
        .resolve(tenant.toString())
        .resolve(program.toString())
        .resolve(version.toString())
        .resolve(name);
  }

  /**
   * Writes a new version's file, durable and executable.
   *
   * @throws Refused when name or content cannot be a program's
   */
  public Stored store(UUID tenant, UUID program, UUID version, String name, byte[] content) {
    if (!NAME.matcher(name).matches()) {
      throw Refused.invalid("name", "must be a plain file name of letters, digits, dots, dashes");
    }
    if (content.length > MOST_BYTES) {
      throw new Refused("too-large", 413, "A program has at most 5 MiB.", false);
    }
    if (!runnable(content)) {
      throw Refused.invalid("content", "begins neither with #!/ and an interpreter nor as ELF");
    }
    Path file = path(tenant, program, version, name);
    try {
      DurableFile.create(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store " + file, e);
    }
    return new Stored(name, content.length, DurableFile.sha256(content));
  }

  private static boolean runnable(byte[] content) {
    boolean elf =
        content.length > 4
            && content[0] == 0x7f
            && content[1] == 'E'
            && content[2] == 'L'
            && content[3] == 'F';
    boolean script = content.length > 3 && content[0] == '#' && content[1] == '!';
    return elf || (script && firstLine(content).matches("#! ?/[\\x20-\\x7e]{1,200}"));
  }

  private static String firstLine(byte[] content) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < content.length && i < 300 && content[i] != '\n'; i++) {
      line.append((char) (content[i] & 0xff));
    }
    return line.toString();
  }
}
