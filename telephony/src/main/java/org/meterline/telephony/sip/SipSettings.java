package org.meterline.telephony.sip;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.locate.Reach;

/**
 * How SIP is set up.
 *
 * @param bindAddress the addresses to listen on, one or one of each family with a comma between,
 *     for example {@code 192.0.2.1,[2001:db8::1]} or {@code 0.0.0.0,[::]}
 * @param advertisedAddress the addresses that Via and Contact name to each family, or a name for
 *     both; public ones before a NAT
 * @param port UDP and TCP port; 0 for any that is free
 * @param tls TLS as well, or null for none
 * @param shortestRegistration a shorter wish is refused with 423 (RFC 3261, section 10.3)
 * @param defaultRegistration for a phone that names no time
 * @param longestRegistration a longer wish is shortened
 * @param t1 the round-trip estimate that timers of requests and of our own start from (RFC 3261,
 *     section 17.1.1.1)
 * @param mostWaiting messages waiting to be worked off beyond which new calls and registrations get
 *     503
 * @param edges addresses of proxies that phones register through: who sends from another one, or
 *     names another one first, has no Path taken (RFC 3327)
 * @param sessionExpires how long a call may go without a sign of life of its far end, if that knows
 *     of it (RFC 4028); zero for no such timers
 * @param sessionMinimum a shorter wish is refused with 422
 * @param dns the servers that are asked where trunks are; none: those that this machine asks
 * @param reach where trunks of tenants may be
 * @param strangers how long who connects has to prove who they are: else a few could keep all
 *     others out
 * @param silence after which a phone's connection is taken for dead, if it was told to give signs
 *     of life
 */
public record SipSettings(
    String bindAddress,
    String advertisedAddress,
    int port,
    @Nullable Tls tls,
    Duration shortestRegistration,
    Duration defaultRegistration,
    Duration longestRegistration,
    Duration t1,
    int mostWaiting,
    String md5Agents,
    Set<String> edges,
    Duration sessionExpires,
    Duration sessionMinimum,
    List<InetSocketAddress> dns,
    Reach reach,
    Duration strangers,
    Duration silence) {
  public SipSettings {
    edges = Set.copyOf(edges);
    dns = List.copyOf(dns);
  }

  /**
   * Phones that fail when they are offered SHA-256 beside MD5, as measured: baresip before 2.0
   * gives up at any algorithm that it does not know, JsSIP, SIP.js and sipp look at the first one
   * only. Who says nothing of itself is taken for such a one.
   */
  public static final String MD5_AGENTS = "|baresip v?[01]\\..*|JsSIP.*|SIP\\.js.*|sipp.*";

  /**
   * @param port TLS port; 0 for any that is free
   * @param keyStore a PKCS #12 file with the server's key and certificate; a self-signed one is
   *     made there if there is no file
   * @param password the file's password
   */
  public record Tls(int port, Path keyStore, String password) {
    @Override
    public String toString() {
      return "Tls[port=" + port + ", keyStore=" + keyStore + "]";
    }
  }

  /** UDP and TCP with what the RFC recommends. */
  public static SipSettings of(String bindAddress, String advertisedAddress, int port) {
    return new SipSettings(
        bindAddress,
        advertisedAddress,
        port,
        null,
        Duration.ofSeconds(60),
        Duration.ofHours(1),
        Duration.ofHours(2),
        Duration.ofMillis(500),
        5_000,
        MD5_AGENTS,
        Set.of(),
        Duration.ofMinutes(30),
        Duration.ofSeconds(90),
        List.of(),
        Reach.PUBLIC,
        Duration.ofMinutes(1),
        Outbound.STREAM_TIME.multipliedBy(2));
  }

  /** The same with TLS. */
  public SipSettings with(@Nullable Tls secure) {
    return but(now -> now.tls = secure);
  }

  /** The same with other times for registrations. */
  public SipSettings withRegistration(Duration shortest, Duration usual, Duration longest) {
    return but(
        now -> {
          now.shortestRegistration = shortest;
          now.defaultRegistration = usual;
          now.longestRegistration = longest;
        });
  }

  /** The same with another T1; tests shorten it. */
  public SipSettings withT1(Duration time) {
    return but(now -> now.t1 = time);
  }

  /** The same with another limit of what may wait. */
  public SipSettings withMostWaiting(int most) {
    return but(now -> now.mostWaiting = most);
  }

  /** The same with another pattern of phones that know MD5 alone. */
  public SipSettings withMd5Agents(String pattern) {
    return but(now -> now.md5Agents = pattern);
  }

  /** The same with other edges. */
  public SipSettings withEdges(Set<String> addresses) {
    return but(now -> now.edges = addresses);
  }

  /** The same with other times for sessions. */
  public SipSettings withSessions(Duration expires, Duration minimum) {
    return but(
        now -> {
          now.sessionExpires = expires;
          now.sessionMinimum = minimum;
        });
  }

  /** The same with other DNS servers. */
  public SipSettings withDns(List<InetSocketAddress> servers) {
    return but(now -> now.dns = servers);
  }

  /** The same with other places where trunks of tenants may be. */
  public SipSettings withReach(Reach other) {
    return but(now -> now.reach = other);
  }

  /** The same with another time for strangers; tests shorten it. */
  SipSettings withStrangers(Duration time) {
    return but(now -> now.strangers = time);
  }

  /** The same with another time for phones that are silent; tests shorten it. */
  SipSettings withSilence(Duration time) {
    return but(now -> now.silence = time);
  }

  private SipSettings but(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** Settings that are being changed; what can be has a name here. */
  private static final class Draft {
    private final SipSettings before;
    private @Nullable Tls tls;
    private Duration shortestRegistration;
    private Duration defaultRegistration;
    private Duration longestRegistration;
    private Duration t1;
    private int mostWaiting;
    private String md5Agents;
    private Set<String> edges;
    private Duration sessionExpires;
    private Duration sessionMinimum;
    private List<InetSocketAddress> dns;
    private Reach reach;
    private Duration strangers;
    private Duration silence;

    Draft(SipSettings before) {
      this.before = before;
      this.tls = before.tls;
      this.shortestRegistration = before.shortestRegistration;
      this.defaultRegistration = before.defaultRegistration;
      this.longestRegistration = before.longestRegistration;
      this.t1 = before.t1;
      this.mostWaiting = before.mostWaiting;
      this.md5Agents = before.md5Agents;
      this.edges = before.edges;
      this.sessionExpires = before.sessionExpires;
      this.sessionMinimum = before.sessionMinimum;
      this.dns = before.dns;
      this.reach = before.reach;
      this.strangers = before.strangers;
      this.silence = before.silence;
    }

    SipSettings settings() {
      return new SipSettings(
          before.bindAddress,
          before.advertisedAddress,
          before.port,
          tls,
          shortestRegistration,
          defaultRegistration,
          longestRegistration,
          t1,
          mostWaiting,
          md5Agents,
          edges,
          sessionExpires,
          sessionMinimum,
          dns,
          reach,
          strangers,
          silence);
    }
  }
}
