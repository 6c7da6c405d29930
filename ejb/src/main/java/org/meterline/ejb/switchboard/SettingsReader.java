package org.meterline.ejb.switchboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads typed values by key from the environment, the files and the defaults, and collects what is
 * wrong instead of stopping at the first.
 */
final class SettingsReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
  private static final String PREFIX = "METERLINE_";

  /** Variables with this beginning belong to tests. */
  private static final String TEST_PREFIX = PREFIX + "TEST_";

  static final String CONFIG_VARIABLE = PREFIX + "CONFIG";
  static final String SECRETS_FILE = "secrets.properties";

  private final Map<String, String> defaults = defaults();
  private final Map<String, String> chosen = new HashMap<>();
  private final Map<String, String> origin = new HashMap<>();
  private final Map<String, String> effective = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  SettingsReader(Map<String, String> environment) {
    defaults.forEach((key, value) -> choose(key, value, "the defaults"));
    Map<String, String> fromFile = Map.of();
    String file = environment.getOrDefault(CONFIG_VARIABLE, "");
    if (!file.isBlank()) {
      fromFile = fromFile(Path.of(file));
    }
    Map<String, String> fromEnvironment = fromEnvironment(environment);

    String data =
        fromEnvironment.getOrDefault(
            "data",
            fromFile.getOrDefault("data", Objects.requireNonNull(defaults.get("data"), "data")));
    Path secrets = Path.of(data).resolve(SECRETS_FILE);
    if (Files.isReadable(secrets)) {
      properties(secrets)
          .forEach(
              (key, value) -> {
                if (defaults.containsKey(key)) {
                  choose(key, value, secrets.toString());
                }
              });
    }
    String origin = "the file " + file;
    fromFile.forEach((key, value) -> choose(key, value, origin));
    fromEnvironment.forEach((key, value) -> choose(key, value, variable(key)));
  }

  /** The environment variable of a key. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The defaults by key, in the order of their file's keys. */
  static Map<String, String> defaults() {
    try (InputStream in =
        Objects.requireNonNull(
            SettingsReader.class.getResourceAsStream("/meterline-defaults.properties"),
            "meterline-defaults.properties")) {
      Properties properties = new Properties();
      properties.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
      return byKey(properties);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> byKey(Properties properties) {
    Map<String, String> values = new LinkedHashMap<>();
    properties.stringPropertyNames().stream()
        .sorted()
        .forEach(key -> values.put(key, properties.getProperty(key).strip()));
    return values;
  }

  private Map<String, String> fromFile(Path file) {
    if (!Files.isReadable(file)) {
      problems.add("%s names the file %s, which cannot be read".formatted(CONFIG_VARIABLE, file));
      return Map.of();
    }
    Map<String, String> values = properties(file);
    values.keySet().stream()
        .filter(key -> !defaults.containsKey(key))
        .forEach(key -> problems.add("%s in %s is no setting of Meterline".formatted(key, file)));
    values.keySet().retainAll(defaults.keySet());
    return values;
  }

  private Map<String, String> fromEnvironment(Map<String, String> environment) {
    Map<String, String> keys = new HashMap<>();
    defaults.keySet().forEach(key -> keys.put(variable(key), key));
    Map<String, String> values = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (keys.containsKey(name)) {
            values.put(Objects.requireNonNull(keys.get(name), name), value.strip());
          } else if (name.startsWith(PREFIX)
              && !name.startsWith(TEST_PREFIX)
              && !name.equals(CONFIG_VARIABLE)) {
            problems.add("the environment variable %s is no setting of Meterline".formatted(name));
          }
        });
    return values;
  }

  private Map<String, String> properties(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("the file %s cannot be read: %s".formatted(file, e.getMessage()));
    }
    return byKey(properties);
  }

  private void choose(String key, String value, String from) {
    chosen.put(key, value);
    origin.put(key, from);
  }

  String text(String key) {
    String value = Objects.requireNonNull(chosen.get(key), key);
    effective.put(key, value);
    return value;
  }

  String required(String key) {
    String value = text(key);
    if (value.isEmpty()) {
      wrong(key, "must not be empty");
    }
    return value;
  }

  Optional<String> optional(String key) {
    return Optional.of(text(key)).filter(value -> !value.isEmpty());
  }

  /** What stands there with commas between. */
  List<String> list(String key) {
    return Arrays.stream(text(key).split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  String choice(String key, String... allowed) {
    String value = text(key);
    for (String one : allowed) {
      if (one.equalsIgnoreCase(value)) {
        return one;
      }
    }
    wrong(key, "must be one of " + String.join(", ", allowed));
    return allowed[0];
  }

  boolean flag(String key) {
    return choice(key, "true", "false").equals("true");
  }

  long whole(String key, long least, long most) {
    String value = text(key);
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, in the same words.
    }
    wrong(key, "must be a whole number from %d to %d".formatted(least, most));
    return least;
  }

  int number(String key, int least, int most) {
    return (int) whole(key, least, most);
  }

  int port(String key, int least) {
    return number(key, least, 65_535);
  }

  Duration duration(String key, Duration least) {
    Matcher matcher = DURATION.matcher(text(key));
    if (!matcher.matches()) {
      wrong(key, "must be a duration such as 250ms, 15s, 5m or 4h");
      return least;
    }
    long count = Long.parseLong(matcher.group(1));
    Duration value =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (value.compareTo(least) < 0) {
      wrong(key, "must be at least " + least.toMillis() + "ms");
    }
    return value;
  }

  Path path(String key) {
    try {
      Path path = Path.of(required(key)).toAbsolutePath().normalize();
      // Another process may have another working directory.
      effective.put(key, path.toString());
      return path;
    } catch (InvalidPathException e) {
      wrong(key, "is no path");
      return Path.of("").toAbsolutePath();
    }
  }

  Optional<URI> url(String key, String... schemes) {
    Optional<String> value = optional(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(value.get());
      if (List.of(schemes).contains(uri.getScheme()) && uri.getHost() != null) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      // Said below, in the same words.
    }
    wrong(key, "must be an address that begins with " + String.join(":// or ", schemes) + "://");
    return Optional.empty();
  }

  /** Notes that a value cannot be used; a secret's value is not repeated. */
  void wrong(String key, String what) {
    String value = chosen.getOrDefault(key, "");
    String shown =
        key.endsWith("password") || key.endsWith("secret") || key.endsWith("key")
            ? ""
            : " is \"" + value + "\" but";
    problems.add("%s (from %s)%s %s".formatted(key, origin.get(key), shown, what));
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  /** What was read, by environment variable: gives another process the same settings. */
  Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    effective.forEach((key, value) -> variables.put(variable(key), value));
    return variables;
  }
}
