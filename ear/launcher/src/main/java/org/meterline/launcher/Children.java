package org.meterline.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The record of the running processes in the data folder, in the order of their start: one line
 * each with name, process number, start and log. Safe for many threads.
 */
final class Children {
  /** The process of {@code ./meterline up} itself, where it stays. */
  static final String SUPERVISOR = "Supervisor";

  private final Path file;
  private final List<Child> all = new ArrayList<>();

  private Children(Path file) {
    this.file = file;
  }

  /** Those that are recorded and alive. */
  static Children recorded(Path data) {
    Children children = new Children(data.resolve("run").resolve("children"));
    if (Files.exists(children.file)) {
      try {
        for (String line : Files.readAllLines(children.file)) {
          String[] part = line.split("\t", -1);
          Child child =
              new Child(
                  part[0], Long.parseLong(part[1]), Long.parseLong(part[2]), Path.of(part[3]));
          if (child.alive()) {
            children.all.add(child);
          }
        }
      } catch (IOException e) {
        throw new Trouble("The record %s cannot be read.".formatted(children.file), e);
      }
    }
    return children;
  }

  synchronized void add(Child child) {
    all.add(child);
    save();
  }

  synchronized void remove(Child child) {
    all.remove(child);
    save();
  }

  private void save() {
    List<String> lines = new ArrayList<>();
    for (Child child : all) {
      lines.add(child.name() + "\t" + child.pid() + "\t" + child.startTicks() + "\t" + child.log());
    }
    Path temporary = file.resolveSibling("children.new");
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(temporary, lines, StandardCharsets.UTF_8);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Trouble("The record %s cannot be written: %s.".formatted(file, e.getMessage()), e);
    }
  }

  synchronized List<Child> all() {
    return List.copyOf(all);
  }

  synchronized Optional<Child> named(String name) {
    return all.stream().filter(child -> child.name().equals(name)).findFirst();
  }
}
