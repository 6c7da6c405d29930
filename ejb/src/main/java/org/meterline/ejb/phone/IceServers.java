package org.meterline.ejb.phone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The servers by which browsers find a way for their audio.
 *
 * @param stun URIs of RFC 7064
 * @param turn URIs of RFC 7065; none without a secret
 * @param secret shared with the TURN servers; never handed out
 */
public record IceServers(List<String> stun, List<String> turn, Optional<String> secret) {
  /** Both URI lists are copied. */
  public IceServers {
    stun = List.copyOf(stun);
    turn = List.copyOf(turn);
  }

  /**
   * An RTCIceServer of WebRTC.
   *
   * @param username null where none is asked for, as is the credential
   */
  public record Server(List<String> urls, @Nullable String username, @Nullable String credential) {
    @Override
    public String toString() {
      return "Server" + urls;
    }
  }

  /**
   * What is told to one user: the credentials of TURN are good until then, without the TURN server
   * being told of them (draft-uberti-behave-turn-rest-00, section 2.2).
   */
  public List<Server> until(Instant end, String user) {
    List<Server> servers = new ArrayList<>();
    if (!stun.isEmpty()) {
      servers.add(new Server(stun, null, null));
    }
    if (!turn.isEmpty() && secret.isPresent()) {
      String name = end.getEpochSecond() + ":" + user;
      servers.add(new Server(turn, name, credential(secret.get(), name)));
    }
    return servers;
  }

  /** HMAC-SHA1 in Base64: what TURN servers compute, too. */
  private static String credential(String secret, String name) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(name.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  @Override
  public String toString() {
    return "IceServers" + stun + turn;
  }
}
