package org.meterline.telephony.srtp;

import java.util.Optional;

/**
 * A crypto attribute of a session description (RFC 4568): {@code 1 AES_CM_128_HMAC_SHA1_80
 * inline:…}.
 *
 * @param tag what an answer names the chosen line by
 */
public record SdesKey(int tag, SrtpKeys keys) {

  /**
   * Reads the attribute's value. Empty if it asks for what we do not do: another suite, a key
   * identifier in the packets (MKI), several keys, a session parameter that must be understood.
   */
  public static Optional<SdesKey> parse(String value) {
    String[] words = value.strip().split(" +", -1);
    if (words.length < 3 || !words[0].matches("[0-9]{1,9}") || !words[2].startsWith("inline:")) {
      return Optional.empty();
    }
    for (int i = 3; i < words.length; i++) {
      if (!words[i].startsWith("-")) {
        return Optional.empty(); // section 6.3.7: only those may be passed over
      }
    }
    String[] parts = words[2].substring("inline:".length()).split("\\|", -1);
    for (String part : parts) {
      if (part.contains(":") || part.contains(";")) {
        return Optional.empty();
      }
    }
    int tag = Integer.parseInt(words[0]);
    return SrtpProfile.named(words[1])
        .flatMap(profile -> SrtpKeys.inline(profile, parts[0]))
        .map(keys -> new SdesKey(tag, keys));
  }

  /** The attribute's value. */
  public String value() {
    return tag + " " + keys.profile() + " inline:" + keys.inline();
  }
}
