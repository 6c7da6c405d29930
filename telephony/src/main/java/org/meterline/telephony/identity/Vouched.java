package org.meterline.telephony.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of an outgoing call under our signature.
 *
 * @param caller the number that the called side is told
 * @param called the number that is called
 * @param origin what the origination identifier stands for: a tenant, or a tenant and the trunk a
 *     call came from; it is not to be read from it
 * @param kept Identity headers that the call came in with and that are passed on as they are; empty
 *     to sign for the caller ourselves
 * @param divertedBy the number that the call was for and that sends it on; null if none does
 */
public record Vouched(
    String caller,
    String called,
    Attestation attestation,
    String origin,
    List<String> kept,
    @Nullable String divertedBy) {
  public Vouched {
    kept = List.copyOf(kept);
  }
}
