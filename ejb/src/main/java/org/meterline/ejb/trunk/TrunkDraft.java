package org.meterline.ejb.trunk;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Trunk;

/**
 * What is said of a trunk.
 *
 * @param port 0: where DNS says it is; of a name only
 * @param codecs what alone is spoken with it, the best first; null: whatever suits the other end
 * @param password null: as it is
 * @param domain of the account there; null: the trunk's host
 * @param everybody whether every tenant may use it; the operator's trunks only
 * @param carrier the payer in the operator's book whom calls over it are owed to; the operator's
 *     trunks only
 * @param emergencyRoutes by country; none: emergency calls of all countries go as they are dialled
 */
public record TrunkDraft(
    String host,
    int port,
    String transport,
    List<String> prefixes,
    boolean enabled,
    int preference,
    int weight,
    Trunk.Limits limits,
    Rewriting rewriting,
    @Nullable List<String> codecs,
    @Nullable String user,
    @Nullable String password,
    @Nullable String domain,
    boolean registers,
    boolean trusted,
    boolean refers,
    boolean everybody,
    boolean emergency,
    @Nullable UUID carrier,
    List<EmergencyRoute> emergencyRoutes,
    Trunk.Signing signing,
    Trunk.Unverified unverified,
    boolean told,
    boolean follows,
    boolean transfers) {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9+._~@*#-]{1,64}");
  private static final Pattern AFFIX = Pattern.compile("[+0-9*#]{0,15}");
  private static final Set<String> TRANSPORTS = Set.of("udp", "tcp", "tls", Trunk.MODEM);
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern SHORT = Pattern.compile("[0-9]{2,6}");
  private static final Pattern WRITTEN = Pattern.compile("[+]?[0-9*#]{1,20}");
  private static final int MOST_PREFERENCE = 1_000;
  private static final int MOST_PREFIXES = 2_000;

  public TrunkDraft {
    host = oneForm(host);
    domain = domain == null ? null : oneForm(domain);
    emergencyRoutes = List.copyOf(emergencyRoutes);
    prefixes = List.copyOf(prefixes);
    codecs =
        codecs == null
            ? null
            : codecs.stream().map(c -> c.toLowerCase(Locale.ROOT)).distinct().toList();
    transport = transport.toLowerCase(Locale.ROOT);
  }

  /** An address as it is compared: IPv6 without brackets and in lower case, no mapped IPv4. */
  private static String oneForm(String host) {
    return IpLiteral.read(host).map(IpLiteral::told).orElse(host);
  }

  /** Whether DNS may say at which port it is: what has a name does, and is no modem. */
  public static boolean isLookedUp(String host, String transport) {
    return !transport.equalsIgnoreCase(Trunk.MODEM) && IpLiteral.read(host).isEmpty();
  }

  private static boolean isHost(String text) {
    return HOST.matcher(text).matches() || IpLiteral.read(text).isPresent();
  }

  /**
   * @param operators whether it is the operator's: others keep away from this machine and its net
   * @throws Refused with the first field that is wrong
   */
  void check(boolean operators) {
    must(isHost(host), "host", "must be a host name or an address");
    must(operators || !isInside(host), "host", "must not be an address of this machine");
    must(port > 0 || isLookedUp(host, transport), "port", "must be said of an address");
    must(TRANSPORTS.contains(transport), "transport", "must be udp, tcp, tls or modem");
    must(
        operators || !transport.equals(Trunk.MODEM), "transport", "modem is the operator's to say");
    must(prefixes.size() <= MOST_PREFIXES, "prefixes", "must be no more than " + MOST_PREFIXES);
    must(
        prefixes.stream().allMatch(p -> p.matches("[0-9]{0,15}")),
        "prefixes",
        "must be digits, country code first, without a plus");
    if (codecs != null) {
      spoken(codecs);
    }
    must(user == null || USER.matcher(user).matches(), "user", "must be as in a SIP address");
    must(!registers || user != null, "registers", "needs a user and a password");
    must(domain == null || isHost(domain), "domain", "must be a host name");
    must(
        operators || (!everybody && carrier == null),
        everybody ? "everybody" : "carrierId",
        "is the operator's to say");
    must(
        emergencyRoutes.stream()
            .allMatch(
                route ->
                    COUNTRY.matcher(route.country()).matches()
                        && route.preference() >= 0
                        && route.preference() <= MOST_PREFERENCE
                        && route.numbers().keySet().stream()
                            .allMatch(n -> SHORT.matcher(n).matches())
                        && route.numbers().values().stream()
                            .allMatch(n -> WRITTEN.matcher(n).matches())),
        "emergencyRoutes",
        "must have a country, a preference of 0 to 1000, and numbers as they are sent");
    must(
        emergencyRoutes.stream().map(EmergencyRoute::country).distinct().count()
            == emergencyRoutes.size(),
        "emergencyRoutes",
        "must have each country once");
    rule("called", rewriting.called());
    rule("caller", rewriting.caller());
    rule("calledIn", rewriting.calledIn());
    rule("callerIn", rewriting.callerIn());
  }

  private void spoken(List<String> named) {
    must(!named.isEmpty(), "codecs", "must name one, or be left out");
    for (String each : named) {
      must(
          Codec.titled(each) != null,
          "codecs",
          "must be among opus, g722, pcma and pcmu, not " + each);
    }
    must(
        !transport.equals(Trunk.MODEM) || named.contains("pcma") || named.contains("pcmu"),
        "codecs",
        "must have pcma or pcmu of a modem");
  }

  private static void rule(String name, Rewriting.Rule rule) {
    must(
        AFFIX.matcher(rule.strip()).matches() && AFFIX.matcher(rule.add()).matches(),
        name,
        "must strip and add at most 15 of + 0-9 * #");
  }

  private static void must(boolean so, String field, String what) {
    if (!so) {
      throw Refused.invalid(field, what);
    }
  }

  /** An address that names this machine; names are not looked up. */
  private static boolean isInside(String host) {
    if (host.equalsIgnoreCase("localhost")
        || host.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
      return true;
    }
    return IpLiteral.read(host)
        .map(
            address ->
                address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isMulticastAddress())
        .orElse(false); // a name
  }
}
