package org.meterline.telephony.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Enough of a dialog (RFC 3261, section 12) to end it from another process: BYE needs no more.
 *
 * @param callId the Call-ID header's value
 * @param localUri our URI in the dialog; {@code localTag} its tag
 * @param remoteTarget the peer's Contact URI
 * @param routeSet Route header values in the order they are to be sent
 * @param localSequence the last CSeq number we used in the dialog
 * @param transport {@code udp}, {@code tcp}, {@code tls} or {@code ws}
 * @param hop address and port to send to whatever the remote target says, for example {@code
 *     127.0.0.1:5070}: where a peer behind a NAT sends from; null to follow route or target
 */
public record DialogIdentity(
    String callId,
    String localUri,
    String localTag,
    String remoteUri,
    String remoteTag,
    String remoteTarget,
    List<String> routeSet,
    long localSequence,
    String transport,
    @Nullable String hop) {
  public DialogIdentity {
    routeSet = List.copyOf(routeSet);
  }
}
