package org.meterline.telephony.media;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866) as text, opaque to all but the media plane.
 *
 * @param text with CRLF line ends
 * @param overIp6 the same for a far end that turns out to be on IPv6; null if it is the same text
 */
public record Sdp(String text, @Nullable String overIp6) {
  private static final Pattern AUDIO =
      Pattern.compile("(?m)^(m=audio [0-9]+ [A-Z/]+)((?: [0-9]+)+)\\r?$");
  private static final Pattern NAME = Pattern.compile("(?m)^a=rtpmap:([0-9]+) ([A-Za-z0-9-]+)/");

  /** One that is the same for all. */
  public Sdp(String text) {
    this(text, null);
  }

  /**
   * As a far end there is told it.
   *
   * @param peer null if it is not known where that is
   */
  public Sdp towards(@Nullable InetAddress peer) {
    return overIp6 == null ? this : new Sdp(peer instanceof Inet6Address ? overIp6 : text);
  }

  /**
   * The same with some codecs of its audio first, in this order; the others as they were.
   *
   * @param codecs names as in SDP, in lower case
   */
  public Sdp preferring(List<String> codecs) {
    String other = preferring(text, codecs);
    return other.equals(text)
        ? this
        : new Sdp(other, overIp6 == null ? null : preferring(overIp6, codecs));
  }

  private static String preferring(String text, List<String> codecs) {
    Matcher audio = AUDIO.matcher(text);
    if (codecs.isEmpty() || !audio.find()) {
      return text;
    }
    Map<String, String> names = new HashMap<>(Map.of("0", "pcmu", "8", "pcma", "9", "g722"));
    for (Matcher name = NAME.matcher(text); name.find(); ) {
      names.put(name.group(1), name.group(2).toLowerCase(Locale.ROOT));
    }
    List<String> types = new ArrayList<>(List.of(audio.group(2).strip().split(" ", -1)));
    types.sort(
        Comparator.comparingInt(
            type -> {
              int place = codecs.indexOf(names.getOrDefault(type, ""));
              return place < 0 ? codecs.size() : place;
            }));
    return text.substring(0, audio.end(1))
        + " "
        + String.join(" ", types)
        + text.substring(audio.end(2));
  }
}
