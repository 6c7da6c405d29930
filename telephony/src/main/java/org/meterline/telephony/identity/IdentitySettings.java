package org.meterline.telephony.identity;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How callers are signed and verified.
 *
 * @param key a PEM file with the secret key (P-256) that signs; null: nothing is signed
 * @param chain a PEM file with its certificate, then those that vouch for it
 * @param address where others fetch the chain ({@code x5u}); {@code {name}} in it stands for the
 *     name that {@link Identities#chain} knows it by
 * @param secret what origination identifiers are made with: the same on all nodes
 * @param anchors a PEM file with the certificates of those who are trusted to vouch for signers;
 *     null: nothing is verified
 * @param patience how long a call waits to be verified
 * @param privateAddresses whether certificates are fetched by plain http and from addresses that
 *     are not public, too
 */
public record IdentitySettings(
    @Nullable Path key,
    @Nullable Path chain,
    String address,
    String secret,
    @Nullable Path anchors,
    Duration patience,
    boolean privateAddresses) {
  /** Nothing is signed and nothing verified. */
  public static final IdentitySettings NONE =
      new IdentitySettings(null, null, "", "", null, Duration.ofSeconds(2), false);

  @Override
  public String toString() {
    return "IdentitySettings[key=" + key + ", chain=" + chain + ", anchors=" + anchors + "]";
  }
}
