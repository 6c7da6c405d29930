package org.meterline.ejb.switchboard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.sound.SoundLimits;
import org.meterline.telephony.modem.ModemSettings;
import org.meterline.telephony.recording.RecordingSettings;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.speech.SpeechSettings;

/**
 * Audio.
 *
 * @param advertisedAddress what session descriptions say
 * @param lastPort the last port of the range, inclusive
 * @param realTime whether its threads come before ordinary ones, where the system permits that
 * @param recordings where recordings are kept
 * @param modems what is plugged in here
 * @param speech how texts are spoken
 * @param sounds how much of sounds tenants may hand in
 * @param relay the rtpengine that far ends' media pass; null: they come to us
 */
public record MediaConfiguration(
    String address,
    String advertisedAddress,
    int firstPort,
    int lastPort,
    Duration silenceLimit,
    boolean realTime,
    RecordingSettings recordings,
    List<ModemSettings> modems,
    SpeechSettings speech,
    SoundLimits sounds,
    @Nullable RelaySettings relay) {
  private static final Pattern IP_AND_PORT = Pattern.compile("\\[?([^\\]]+)\\]?:([0-9]{1,5})");

  static MediaConfiguration read(SettingsReader in) {
    String address = Listening.addresses(in, "media.address");
    return new MediaConfiguration(
        address,
        in.optional("media.advertised-address").orElseGet(() -> Listening.reachable(address)),
        in.port("media.first-port", 1024),
        in.port("media.last-port", 1024),
        in.duration("media.silence-limit", Duration.ofSeconds(1)),
        in.flag("media.real-time"),
        new RecordingSettings(
            in.optional("recordings.folder")
                .map(Path::of)
                .orElseGet(() -> in.path("data").resolve("recordings")),
            in.whole("recordings.least-free", 0, Long.MAX_VALUE)),
        in.optional("modems.file").map(file -> modems(in, file)).orElse(List.of()),
        speech(in),
        new SoundLimits(
            in.number("sounds.largest", 1 << 10, 64 << 20),
            in.whole("sounds.of-tenant", 0, Long.MAX_VALUE),
            in.number("sounds.most", 0, 100_000),
            in.whole("sounds.kept", 0, Long.MAX_VALUE)),
        relay(in));
  }

  private static SpeechSettings speech(SettingsReader in) {
    String header = in.text("speech.header");
    String body = in.text("speech.body");
    String voice = in.text("speech.voice");
    SpeechSettings.Cloud cloud =
        in.optional("speech.url")
            .map(url -> new SpeechSettings.Cloud(address(in, url), header, body, voice))
            .orElse(null);
    return new SpeechSettings(
        cloud,
        in.duration("speech.timeout", Duration.ofSeconds(1)),
        in.flag("sounds.private-addresses"));
  }

  private static URI address(SettingsReader in, String url) {
    if (!url.matches("https?://[^\\s/?#]+([/?]\\S*)?")) {
      in.wrong("speech.url", "must be an address of http or https");
      return URI.create("http://localhost");
    }
    return URI.create(url);
  }

  private static @Nullable RelaySettings relay(SettingsReader in) {
    boolean used = in.choice("media.relay", "builtin", "rtpengine").equals("rtpengine");
    Matcher ng = IP_AND_PORT.matcher(in.text("media.relay-address"));
    boolean all = in.flag("media.relay-all");
    boolean instead = in.flag("media.relay-fallback");
    String[] names = in.text("media.relay-interfaces").strip().split("\\s+", -1);
    if (!used) {
      return null;
    }
    if (names.length > 2 || (names.length == 1 && !names[0].isEmpty())) {
      in.wrong("media.relay-interfaces", "must be two names, outside and inside, or empty");
      return null;
    }
    if (ng.matches()) {
      try {
        InetAddress address = InetAddress.ofLiteral(ng.group(1));
        var at = new InetSocketAddress(address, Integer.parseInt(ng.group(2)));
        String inside = names.length < 2 ? "" : names[1];
        return new RelaySettings(at, all, instead, names[0], inside);
      } catch (IllegalArgumentException e) {
        // As below.
      }
    }
    in.wrong("media.relay-address", "must be an IP address with a port, such as 127.0.0.1:2223");
    return null;
  }

  private static List<ModemSettings> modems(SettingsReader in, String file) {
    Path path = Path.of(file);
    if (!path.isAbsolute()) {
      in.wrong("modems.file", "must be an absolute path");
      return List.of();
    }
    try {
      return ModemSettings.read(path);
    } catch (IllegalArgumentException e) {
      in.wrong("modems.file", String.valueOf(e.getMessage()));
      return List.of();
    }
  }
}
