package org.meterline.telephony.modem;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A modem that is plugged in here.
 *
 * @param name as the trunk that leads to it is named, for example {@code gsm-1}
 * @param port what takes its commands, for example {@code /dev/ttyUSB2}
 * @param audioPort what carries its calls' sound; null: it is for messages only
 * @param number its own number in E.164: who calls it calls this
 * @param pin of its SIM, or null if it asks for none
 * @param baud of both ports; USB knows none
 * @param kind null: the modem is asked; one with a port for sound is a module
 */
public record ModemSettings(
    String name,
    String port,
    @Nullable String audioPort,
    String number,
    @Nullable String pin,
    int baud,
    @Nullable ModemKind kind) {
  private static final int USUAL_BAUD = 115_200;
  private static final Set<String> KEYS =
      Set.of("port", "audio-port", "number", "pin", "baud", "kind");

  public ModemSettings {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("a modem's name is of a-z, 0-9 and -, not " + name);
    }
    if (!number.matches("\\+[1-9][0-9]{3,14}")) {
      throw new IllegalArgumentException(
          "modem " + name + " needs its own number, such as +4915112345678");
    }
    if (pin != null && !pin.matches("[0-9]{4,8}")) {
      throw new IllegalArgumentException("the PIN of modem " + name + " is none");
    }
    if (kind == ModemKind.VOICE && audioPort != null) {
      throw new IllegalArgumentException(
          "modem " + name + " is for voice: its sound has no port of its own");
    }
  }

  /**
   * Reads a file of lines such as {@code gsm-1.port = /dev/ttyUSB2}.
   *
   * @throws IllegalArgumentException for what cannot be used; the message says what
   */
  public static List<ModemSettings> read(Path file) {
    Properties lines = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      lines.load(in);
    } catch (IOException e) {
      throw new IllegalArgumentException("the file of modems " + file + " cannot be read", e);
    }
    Set<String> names = new TreeSet<>();
    for (String key : lines.stringPropertyNames()) {
      int dot = key.lastIndexOf('.');
      if (dot < 1 || !KEYS.contains(key.substring(dot + 1))) {
        throw new IllegalArgumentException(key + " in " + file + " says nothing of a modem");
      }
      names.add(key.substring(0, dot));
    }
    List<ModemSettings> all = new ArrayList<>();
    for (String name : names) {
      String port = lines.getProperty(name + ".port");
      if (port == null) {
        throw new IllegalArgumentException("modem " + name + " in " + file + " has no port");
      }
      String audio = lines.getProperty(name + ".audio-port");
      String pin = lines.getProperty(name + ".pin");
      all.add(
          new ModemSettings(
              name,
              port.strip(),
              audio == null ? null : audio.strip(),
              lines.getProperty(name + ".number", "").strip(),
              pin == null ? null : pin.strip(),
              Integer.parseInt(
                  lines.getProperty(name + ".baud", String.valueOf(USUAL_BAUD)).strip()),
              kind(lines.getProperty(name + ".kind", ""))));
    }
    return all;
  }

  /**
   * A kind by its name: {@code module}, {@code voice} or nothing, which leaves it open.
   *
   * @throws IllegalArgumentException for any other
   */
  static @Nullable ModemKind kind(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "" -> null;
      case "module" -> ModemKind.CELLULAR;
      case "voice" -> ModemKind.VOICE;
      default ->
          throw new IllegalArgumentException("a modem's kind is module or voice, not " + text);
    };
  }

  /** Without the PIN. */
  @Override
  public String toString() {
    return "ModemSettings[" + name + " at " + port + "]";
  }
}
