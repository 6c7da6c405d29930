package org.meterline.telephony.program;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The argument of Asterisk's Dial: {@code technology/resource[&…][,seconds[,options]]}. Of a
 * resource only the number counts, {@code 102} in {@code PJSIP/102@trunk}; the technology may be
 * left out.
 *
 * @param ignored the options that do nothing here
 */
record DialText(List<Resource> resources, Duration ringTime, Options options, String ignored) {
  private static final Duration USUAL_RING_TIME = Duration.ofMinutes(3);
  private static final Duration LONGEST_RING_TIME = Duration.ofMinutes(10);
  private static final int MOST_RESOURCES = 16;
  private static final int PARTS = 4;
  private static final Pattern TECHNOLOGY = Pattern.compile("[A-Za-z]\\w*");

  DialText {
    resources = List.copyOf(resources);
  }

  /**
   * @param text what stands behind the technology
   * @param dialled the number in it, or the extension
   */
  record Resource(String text, String dialled) {}

  /**
   * @param goOn g: the command succeeds when who answered hangs up
   * @param ringing r: the caller hears that it rings, whatever the far end does
   * @param longest S or L: how long they may talk
   */
  record Options(boolean goOn, boolean ringing, Optional<Duration> longest) {}

  /** Empty when Asterisk would call the argument invalid. */
  static Optional<DialText> parse(String text) {
    List<String> parts = parts(text.strip());
    List<Resource> resources = new ArrayList<>();
    for (String each : parts.getFirst().split("&", -1)) {
      String peer = each.strip();
      if (!peer.isEmpty()) {
        String resource = resource(peer);
        if (resource.isBlank()) {
          return Optional.empty();
        }
        resources.add(new Resource(resource, number(resource)));
      }
    }
    if (resources.size() > MOST_RESOURCES) {
      return Optional.empty();
    }
    Duration ringTime = parts.size() > 1 ? ringTime(parts.get(1)) : USUAL_RING_TIME;
    return new OptionText(parts.size() > 2 ? parts.get(2) : "")
        .read()
        .map(read -> new DialText(resources, ringTime, read.options(), read.ignored));
  }

  /** The numbers in order. */
  List<String> dialled() {
    return resources.stream().map(Resource::dialled).toList();
  }

  /** The resource whose number that is. */
  String textOf(String dialled) {
    return resources.stream()
        .filter(each -> each.dialled().equals(dialled))
        .map(Resource::text)
        .findFirst()
        .orElse(dialled);
  }

  /** Parted by commas, but not within parentheses. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    int depth = 0;
    for (int i = 0; i < text.length() && parts.size() < PARTS - 1; i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth <= 0 && (c == ',' || c == '|')) {
        parts.add(text.substring(begin, i));
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin));
    return parts;
  }

  private static String resource(String peer) {
    int slash = peer.indexOf('/');
    return slash >= 0 && TECHNOLOGY.matcher(peer.substring(0, slash)).matches()
        ? peer.substring(slash + 1)
        : peer;
  }

  /** {@code 102}, {@code 102@trunk}, {@code trunk/102}, {@code trunk/sip:102@host:5060}. */
  private static String number(String resource) {
    int at = resource.indexOf('@');
    int slash = resource.indexOf('/');
    String number = slash >= 0 && (at < 0 || slash < at) ? resource.substring(slash + 1) : resource;
    return number.replaceFirst("(?i)^sips?:", "").replaceFirst("[@/;:].*", "").strip();
  }

  private static Duration ringTime(String seconds) {
    Duration time = AgiNumbers.seconds(seconds).orElse(Duration.ZERO);
    if (time.isZero()) {
      return USUAL_RING_TIME;
    }
    return time.compareTo(LONGEST_RING_TIME) > 0 ? LONGEST_RING_TIME : time;
  }

  /** Letters, each with an argument in parentheses or without one. */
  private static final class OptionText {
    private final String text;
    private boolean goOn;
    private boolean ringing;
    private Optional<Duration> seconds = Optional.empty();
    private Optional<Duration> millis = Optional.empty();
    private String ignored = "";

    OptionText(String text) {
      this.text = text.strip();
    }

    /** Empty when they make no sense. */
    Optional<OptionText> read() {
      int at = 0;
      while (at < text.length()) {
        char letter = text.charAt(at++);
        String argument = "";
        if (at < text.length() && text.charAt(at) == '(') {
          int end = closing(at);
          if (end < 0) {
            return Optional.empty();
          }
          argument = text.substring(at + 1, end);
          at = end + 1;
        }
        if (!take(letter, argument)) {
          return Optional.empty();
        }
      }
      return Optional.of(this);
    }

    private int closing(int open) {
      int depth = 0;
      for (int i = open; i < text.length(); i++) {
        char c = text.charAt(i);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 0) {
          return i;
        }
      }
      return -1;
    }

    private boolean take(char letter, String argument) {
      boolean given = !argument.isBlank();
      long number = AgiNumbers.bounded(argument, 0, Integer.MAX_VALUE);
      switch (letter) {
        case 'g' -> goOn = true;
        case 'r' -> ringing = true;
        case 'S' -> seconds = given ? Optional.of(Duration.ofSeconds(number)) : seconds;
        case 'L' -> millis = given ? Optional.of(Duration.ofMillis(number)) : millis;
        default -> ignored += letter;
      }
      return !given || number > 0 || (letter != 'S' && letter != 'L');
    }

    Options options() {
      return new Options(goOn, ringing, millis.or(() -> seconds));
    }
  }
}
