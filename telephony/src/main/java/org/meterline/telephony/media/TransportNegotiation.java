package org.meterline.telephony.media;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.ice.IceCredentials;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.media.SessionDescription.Stream;
import org.meterline.telephony.media.SessionDescription.TransportAttributes;
import org.meterline.telephony.srtp.Fingerprint;
import org.meterline.telephony.srtp.SdesKey;
import org.meterline.telephony.srtp.SrtpKeys;
import org.meterline.telephony.srtp.SrtpProfile;

/**
 * How a leg's packets travel, as its offers and answers say it: keys by SDES (RFC 4568) or DTLS
 * (RFC 8842), and ICE, on our side a lite one (RFC 8839). What is ours stays the same from one
 * offer to the next, so that nothing begins anew that need not.
 */
final class TransportNegotiation {
  private final String fingerprint;
  private final Random random;
  private final Map<SrtpProfile, SrtpKeys> keys = new EnumMap<>(SrtpProfile.class);

  private @Nullable IceCredentials ice;
  private @Nullable String theirFragment;

  private @Nullable Transport agreed;

  /** A callee's phones may be of several kinds, with an offer to each; the answer tells whose. */
  private final Set<Transport> offered = EnumSet.noneOf(Transport.class);

  private Keying keying = new Keying.Open();

  TransportNegotiation(String fingerprint, Random random) {
    this.fingerprint = fingerprint;
    this.random = random;
  }

  /** Our lines in a description. */
  record Own(
      @Nullable IceCredentials ice,
      @Nullable String fingerprint,
      @Nullable String setup,
      List<SdesKey> keys) {
    Own {
      keys = List.copyOf(keys);
    }
  }

  /**
   * @param own what an answer of ours says
   * @param checked whether connectivity checks will tell where the far end is
   */
  record Agreed(Own own, boolean checked, Keying keying) {}

  /** Our credentials once ICE was offered by either side; null before. */
  @Nullable IceCredentials ice() {
    return ice;
  }

  /** Before anything is agreed it is as is wanted, then as was agreed. */
  Transport next(Transport wanted) {
    return agreed == null ? wanted : agreed;
  }

  Own offer(Transport transport) {
    offered.add(transport);
    IceCredentials kept = agreed == null ? null : ice;
    return switch (transport) {
      case PLAIN -> new Own(kept, null, null, List.of());
      case SDES -> {
        List<SdesKey> lines = new ArrayList<>();
        for (SrtpProfile each : SrtpProfile.values()) {
          lines.add(new SdesKey(lines.size() + 1, ours(each)));
        }
        yield new Own(kept, null, null, lines);
      }
      case WEBRTC ->
          new Own(agreed == null ? credentials() : ice, fingerprint, "actpass", List.of());
    };
  }

  Agreed answer(Stream stream, boolean theyAreLite) throws Unacceptable {
    TransportAttributes theirs = stream.attributes();
    // With a port for RTCP of its own there would be two components: then it is left out.
    IceCredentials own = theirs.ice() && stream.rtcpMux() ? answering(theirs) : null;
    ice = own;
    Transport transport = stream.transport();
    if (transport == null) {
      throw new Unacceptable("a way of protection that is not known");
    }
    Own lines = new Own(own, null, null, List.of());
    switch (transport) {
      case PLAIN -> keying = new Keying.Open();
      case SDES -> {
        SdesKey chosen = theirs.keys().getFirst();
        SrtpKeys ours = ours(chosen.keys().profile());
        keying = new Keying.Described(ours, chosen.keys());
        lines = new Own(own, null, null, List.of(new SdesKey(chosen.tag(), ours)));
      }
      case WEBRTC -> {
        boolean active = activeAgainst(theirs, keptRole(theirs.fingerprints()));
        keying = new Keying.Handshake(theirs.fingerprints(), active);
        lines = new Own(own, fingerprint, active ? "active" : "passive", List.of());
      }
    }
    agreed = transport;
    return new Agreed(lines, own != null && !theyAreLite, keying);
  }

  Agreed accept(Stream stream, boolean theyAreLite) throws Unacceptable {
    TransportAttributes theirs = stream.attributes();
    Transport transport = answered(stream);
    switch (transport) {
      case PLAIN -> keying = new Keying.Open();
      case SDES -> {
        SrtpKeys chosen = theirs.keys().getFirst().keys();
        keying = new Keying.Described(ours(chosen.profile()), chosen);
      }
      case WEBRTC -> {
        boolean active = activeAgainst(theirs, false);
        keying = new Keying.Handshake(theirs.fingerprints(), active);
      }
    }
    boolean offeredIce = agreed != null || transport == Transport.WEBRTC;
    if (!theirs.ice() || !offeredIce) {
      ice = null; // what the far end describes is where it is
    }
    theirFragment = theirs.iceFragment();
    agreed = transport;
    return new Agreed(new Own(ice, null, null, List.of()), ice != null && !theyAreLite, keying);
  }

  private Transport answered(Stream stream) throws Unacceptable {
    Transport transport = stream.transport();
    if (transport == Transport.SDES
        && stream.protocol().startsWith("RTP/AVP")
        && agreed != Transport.SDES) {
      transport = Transport.PLAIN; // keys that we did not ask for
    }
    if (transport == null || !offered.contains(transport)) {
      throw new Unacceptable("the answer is in a way that was not offered: " + stream.protocol());
    }
    return transport;
  }

  /** A far end that names itself anew restarts ICE, and then so do we (RFC 8839, section 4.4.1). */
  private IceCredentials answering(TransportAttributes theirs) {
    String before = theirFragment;
    theirFragment = theirs.iceFragment();
    if (before != null && !before.equals(theirFragment)) {
      ice = null;
    }
    return credentials();
  }

  private IceCredentials credentials() {
    IceCredentials own = ice == null ? IceCredentials.random(random) : ice;
    ice = own;
    return own;
  }

  private SrtpKeys ours(SrtpProfile profile) {
    return keys.computeIfAbsent(profile, each -> SrtpKeys.random(each, random));
  }

  /** With the same certificate an association goes on, and so do its roles. */
  private boolean keptRole(List<Fingerprint> theirs) {
    return keying instanceof Keying.Handshake before
        && before.theirs().equals(theirs)
        && before.active();
  }

  /**
   * Whether we begin. Where the choice is ours the far end does: it knows when there is a way to
   * us.
   */
  private static boolean activeAgainst(TransportAttributes theirs, boolean before)
      throws Unacceptable {
    String setup = theirs.setup();
    return switch (setup == null ? "active" : setup) {
      case "active" -> false;
      case "passive" -> true;
      case "actpass" -> before;
      default -> throw new Unacceptable("no handshake with setup:" + setup);
    };
  }
}
