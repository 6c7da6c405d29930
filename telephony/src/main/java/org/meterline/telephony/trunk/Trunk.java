package org.meterline.telephony.trunk;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;

/**
 * A way to and from the telephone network: a carrier's or a gateway's SIP endpoint.
 *
 * @param name unique on this Meterline, for example {@code demo-carrier}
 * @param host its host name or address; calls from there are this trunk's
 * @param port its SIP port; 0: where DNS says it is (RFC 3263)
 * @param transport {@code udp}, {@code tcp}, {@code tls} or {@code modem}
 * @param prefixes the E.164 prefixes (digits, no plus) it can carry; an empty prefix, or none at
 *     all, carries all
 * @param enabled whether calls go out over it
 * @param preference of several that are alike in all else, the lowest is tried first
 * @param weight how calls are shared among those of the same preference; 0: tried after those that
 *     have one
 * @param codecs what alone is spoken with it, the best first: names as in SDP, in lower case; none:
 *     whatever suits the other end, all of them
 * @param trusted its word on who calls is taken, and it is told who calls in confidence
 * @param refers it may be asked by REFER to go on with a talk by itself
 * @param signing what goes out over it under our signature
 * @param unverified what becomes of calls from it whose caller is not verified
 * @param outside it is a tenant's own: only where everybody may be reached, or where the operator
 *     lets it be
 * @param told it is told from where help is called (RFC 6442)
 * @param follows where it sends a call on to (300, 301, 302) is called instead, as if that number
 *     had been dialled
 * @param transfers its own REFER to a number is followed: who talks to it is put through there, at
 *     the tenant's cost
 */
public record Trunk(
    String name,
    String host,
    int port,
    String transport,
    List<String> prefixes,
    boolean enabled,
    int preference,
    int weight,
    Limits limits,
    Rewriting rewriting,
    List<String> codecs,
    @Nullable Access access,
    boolean trusted,
    boolean refers,
    Signing signing,
    Unverified unverified,
    boolean outside,
    boolean told,
    boolean follows,
    boolean transfers) {
  /** What is signed of the calls that go out over a trunk (RFC 8224). */
  public enum Signing {
    /** Nothing. */
    NONE,
    /** Who calls; who is called and sends the call on, calls. */
    OWN,
    /** The same, but a call that is sent on shows who called first. */
    PASSED_ON
  }

  /** What becomes of a call whose caller is not verified. */
  public enum Unverified {
    /** It is marked. */
    MARKED,
    /** It is refused. */
    REFUSED
  }

  /** The transport of a trunk that is a modem: its host is the modem's name. */
  public static final String MODEM = "modem";

  public Trunk {
    prefixes = List.copyOf(prefixes);
    codecs = List.copyOf(codecs);
  }

  /** A trunk that takes no REFER, signs nothing and refuses nobody. */
  public Trunk(
      String name,
      String host,
      int port,
      String transport,
      List<String> prefixes,
      boolean enabled,
      int preference,
      int weight,
      Limits limits,
      Rewriting rewriting,
      List<String> codecs,
      @Nullable Access access,
      boolean trusted) {
    this(
        name,
        host,
        port,
        transport,
        prefixes,
        enabled,
        preference,
        weight,
        limits,
        rewriting,
        codecs,
        access,
        trusted,
        false,
        Signing.NONE,
        Unverified.MARKED,
        false,
        false,
        false,
        false);
  }

  /** The same, of which it is said whether it may be asked to go on with a talk by itself. */
  public Trunk referring(boolean does) {
    return with(does, signing, unverified, outside, told, follows, transfers);
  }

  /** The same that signs, and treats those who are not verified, so. */
  public Trunk with(Signing signs, Unverified others) {
    return with(refers, signs, others, outside, told, follows, transfers);
  }

  /** The same as a tenant's own. */
  public Trunk outside(boolean is) {
    return with(refers, signing, unverified, is, told, follows, transfers);
  }

  /** The same, of which it is said whether it is told from where help is called. */
  public Trunk told(boolean is) {
    return with(refers, signing, unverified, outside, is, follows, transfers);
  }

  /** The same, of which it is said whether calls go where it sends them on to. */
  public Trunk follows(boolean is) {
    return with(refers, signing, unverified, outside, told, is, transfers);
  }

  /** The same, of which it is said whether it may transfer who talks to it. */
  public Trunk transfers(boolean does) {
    return with(refers, signing, unverified, outside, told, follows, does);
  }

  private Trunk with(
      boolean does,
      Signing signs,
      Unverified others,
      boolean tenants,
      boolean places,
      boolean moves,
      boolean hands) {
    return new Trunk(
        name,
        host,
        port,
        transport,
        prefixes,
        enabled,
        preference,
        weight,
        limits,
        rewriting,
        codecs,
        access,
        trusted,
        does,
        signs,
        others,
        tenants,
        places,
        moves,
        hands);
  }

  /** A trunk that is known by its address, and has no limits. */
  public Trunk(String name, String host, int port, String transport, List<String> prefixes) {
    this(
        name,
        host,
        port,
        transport,
        prefixes,
        true,
        0,
        0,
        Limits.NONE,
        Rewriting.NONE,
        List.of(),
        null,
        true);
  }

  /**
   * What it takes at most.
   *
   * @param calls at a time; 0: any number
   * @param perSecond new calls each second; 0: any number
   */
  public record Limits(int calls, int perSecond) {
    public static final Limits NONE = new Limits(0, 0);

    public Limits {
      if (calls < 0 || perSecond < 0) {
        throw new IllegalArgumentException("limits are not negative");
      }
    }
  }

  /**
   * The account that we have there: its challenges are answered by it (RFC 3261, section 22).
   *
   * @param domain of the account's address: the host of From and of what is registered
   * @param registers whether we say there where we are, and calls to what we said are the trunk's
   */
  public record Access(String user, String password, String domain, boolean registers) {
    @Override
    public String toString() {
      return "Access[user=" + user + ", domain=" + domain + ", registers=" + registers + "]";
    }
  }

  /** Whether calls over it are SIP. */
  public boolean speaksSip() {
    return !transport.equals(MODEM);
  }

  /** Whether it is registered at. */
  public boolean registers() {
    return access != null && access.registers();
  }

  /**
   * How many digits of the number its longest fitting prefix has; -1 if none fits.
   *
   * @param digits in E.164 without the plus
   */
  public int carries(String digits) {
    return prefixes.isEmpty()
        ? 0
        : prefixes.stream().filter(digits::startsWith).mapToInt(String::length).max().orElse(-1);
  }

  /** Its host and, if one is said, its port, as a URI has them. */
  public String place() {
    return IpLiteral.inUri(host) + (port == 0 ? "" : ":" + port);
  }

  /** Its address as a SIP URI without a user. */
  public String address() {
    return place() + ";transport=" + transport;
  }
}
