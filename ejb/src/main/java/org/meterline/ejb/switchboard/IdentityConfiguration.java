package org.meterline.ejb.switchboard;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.meterline.telephony.identity.IdentitySettings;

/**
 * Who calls, signed and verified.
 *
 * @param settings as the engine has them
 */
public record IdentityConfiguration(IdentitySettings settings) {
  static IdentityConfiguration read(SettingsReader in, URI web) {
    Optional<Path> key = file(in, "identity.key");
    Optional<Path> chain = file(in, "identity.certificate");
    if (key.isPresent() != chain.isPresent()) {
      in.wrong(
          key.isPresent() ? "identity.certificate" : "identity.key",
          "must be set, too: a key is nothing without its certificate");
    }
    String own = web + "/stir/{name}.pem";
    return new IdentityConfiguration(
        new IdentitySettings(
            key.orElse(null),
            chain.orElse(null),
            in.url("identity.x5u", "https", "http").map(URI::toString).orElse(own),
            in.text("trunks.key"),
            file(in, "identity.anchors").orElse(null),
            in.duration("identity.timeout", Duration.ofMillis(50)),
            in.flag("identity.private-addresses")));
  }

  private static Optional<Path> file(SettingsReader in, String key) {
    Optional<Path> file = in.optional(key).map(Path::of);
    if (file.isPresent() && !file.get().isAbsolute()) {
      in.wrong(key, "must be an absolute path");
    }
    return file;
  }
}
