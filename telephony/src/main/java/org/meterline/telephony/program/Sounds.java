package org.meterline.telephony.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.meterline.telephony.media.Prompt;

/**
 * What a program means by a file's name: a WAV file beside it, a sound that its tenant handed in,
 * or a prompt shipped with Meterline, in this order. Nothing else of the machine is ever read,
 * whatever the name says.
 */
final class Sounds {
  /** Where the program sees its own folder. */
  private static final String INSIDE = "/program/";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+-][A-Za-z0-9_+.-]*");

  private final Path folder;
  private final Predicate<String> tenants;
  private final Predicate<String> shipped;

  /**
   * @param executable the program's file
   * @param tenants whether the program's tenant handed in a sound of that name
   * @param shipped whether a prompt of that name is built in
   */
  Sounds(Path executable, Predicate<String> tenants, Predicate<String> shipped) {
    this.folder = executable.toAbsolutePath().resolveSibling("");
    this.tenants = tenants;
    this.shipped = shipped;
  }

  /** The prompt of that name, given with or without {@code .wav}. */
  Optional<Prompt> find(String given) {
    String name = given.startsWith(INSIDE) ? given.substring(INSIDE.length()) : given;
    for (String part : name.split("/", -1)) {
      if (!NAME.matcher(part).matches()) {
        return Optional.empty();
      }
    }
    String stem = name.endsWith(".wav") ? name.substring(0, name.length() - 4) : name;
    Optional<Prompt> own = own(stem + ".wav");
    if (own.isPresent()) {
      return own;
    }
    if (tenants.test(stem)) {
      return Optional.of(new Prompt.Own(stem));
    }
    return shipped.test(stem) ? Optional.of(new Prompt.Named(stem)) : Optional.empty();
  }

  private Optional<Prompt> own(String name) {
    try {
      Path real = folder.resolve(name).toRealPath();
      return real.startsWith(folder.toRealPath()) && Files.isRegularFile(real)
          ? Optional.of(new Prompt.File(real))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
