package org.meterline.telephony.ice;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lite agent (RFC 8445, section 2.5): it answers the far end's connectivity checks, and so its
 * consent (RFC 7675), and lets it choose the pair. Candidates of the far end need not be known:
 * whoever proves to know our password is the far end, from wherever it asks.
 *
 * <p>For one thread.
 */
public final class IceAgent {
  private static final String UNAUTHENTICATED = "Unauthenticated";

  private IceCredentials own;

  /** Those before a restart: checks with them may still be on their way. */
  private @Nullable IceCredentials before;

  public IceAgent(IceCredentials own) {
    this.own = own;
  }

  /**
   * What came of a datagram.
   *
   * @param answer what is sent back to where it came from; null for nothing
   * @param passed whether the check passed: its source is the far end
   * @param nominated whether the far end chose this pair
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Outcome(byte @Nullable [] answer, boolean passed, boolean nominated) {}

  /** The far end, or we, began anew: other credentials. */
  public void restart(IceCredentials fresh) {
    if (!fresh.equals(own)) {
      before = own;
      own = fresh;
    }
  }

  /** Whether a first octet can be that of a STUN message (RFC 7983). */
  public static boolean isStun(int firstOctet) {
    return firstOctet <= 3;
  }

  /** Takes a datagram; empty if it is no Binding request. */
  public Optional<Outcome> take(byte[] datagram, InetSocketAddress from) {
    StunMessage message = StunMessage.parse(datagram).orElse(null);
    if (message == null || message.type != StunMessage.BINDING_REQUEST) {
      return Optional.empty();
    }
    String user = message.userName().orElse(null);
    if (user == null || !message.isSigned()) {
      return refused(StunReply.error(message, 400, "Bad Request"));
    }
    IceCredentials asked = named(user);
    if (asked == null || !message.isSignedWith(asked.password())) {
      return refused(StunReply.error(message, 401, UNAUTHENTICATED));
    }
    String password = asked.password();
    if (!message.unknown.isEmpty()) {
      return refused(StunReply.unknown(message, message.unknown, password));
    }
    if (message.has(StunMessage.ICE_CONTROLLED)) {
      // A lite agent is the controlled one and never gives way (section 7.3.1.1).
      return refused(StunReply.error(message, 487, "Role Conflict", password));
    }
    if (asked.equals(own)) {
      before = null;
    }
    return Optional.of(
        new Outcome(
            StunReply.success(message, from, password),
            true,
            message.has(StunMessage.USE_CANDIDATE)));
  }

  private static Optional<Outcome> refused(byte[] answer) {
    return Optional.of(new Outcome(answer, false, false));
  }

  /** Whose password such a user name, {@code ours:theirs}, is to be checked with. */
  private @Nullable IceCredentials named(String user) {
    if (user.startsWith(own.fragment() + ":")) {
      return own;
    }
    IceCredentials old = before;
    return old != null && user.startsWith(old.fragment() + ":") ? old : null;
  }
}
