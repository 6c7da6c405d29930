package org.meterline.telephony.srtp;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;

/** A master key with its salt, for one direction. */
public final class SrtpKeys {
  private final SrtpProfile profile;
  private final byte[] material;

  private SrtpKeys(SrtpProfile profile, byte[] material) {
    this.profile = profile;
    this.material = material;
  }

  /**
   * @param random one that nobody can guess
   */
  public static SrtpKeys random(SrtpProfile profile, Random random) {
    byte[] material = new byte[SrtpProfile.KEY + SrtpProfile.SALT];
    random.nextBytes(material);
    return new SrtpKeys(profile, material);
  }

  static SrtpKeys of(SrtpProfile profile, byte[] key, byte[] salt) {
    byte[] material = Arrays.copyOf(key, SrtpProfile.KEY + SrtpProfile.SALT);
    System.arraycopy(salt, 0, material, SrtpProfile.KEY, SrtpProfile.SALT);
    return new SrtpKeys(profile, material);
  }

  /** Reads what follows {@code inline:} in SDES; empty if it is no key of that profile. */
  static Optional<SrtpKeys> inline(SrtpProfile profile, String text) {
    try {
      byte[] material = Base64.getDecoder().decode(text);
      return material.length == SrtpProfile.KEY + SrtpProfile.SALT
          ? Optional.of(new SrtpKeys(profile, material))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  String inline() {
    return Base64.getEncoder().encodeToString(material);
  }

  public SrtpProfile profile() {
    return profile;
  }

  /** Begins a direction protected by these keys: at most once for what we send. */
  public SrtpContext begin() {
    return new SrtpContext(
        profile,
        Arrays.copyOf(material, SrtpProfile.KEY),
        Arrays.copyOfRange(material, SrtpProfile.KEY, material.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SrtpKeys keys
        && keys.profile == profile
        && Arrays.equals(keys.material, material);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(material);
  }

  @Override
  public String toString() {
    return profile + " keys"; // a log is no place for the rest
  }
}
