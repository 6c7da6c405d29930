package org.meterline.telephony.call;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.meterline.telephony.trunk.Trunk;

/**
 * Who is who and what a dialled name means. Answers from memory at once; never touches a database,
 * so it goes on answering when the database is gone. Safe for many threads.
 */
public interface Directory {
  /** Whether a tenant has this SIP domain. */
  boolean serves(Domain domain);

  /**
   * Whether pages from there may connect as phones of the domain.
   *
   * @param origin as browsers send it, for example {@code https://shop.example}
   */
  default boolean allowsOrigin(Domain domain, String origin) {
    return false;
  }

  /** The enabled account of that name. */
  Optional<Account> account(Domain domain, String user);

  /**
   * What {@code dialled} means to who dials it.
   *
   * @param dialled the user part of the Request-URI: an extension, a number in E.164 or in the
   *     tenant's national or 00 form
   */
  Destination find(Origin from, String dialled);

  /**
   * What {@code dialled} means among one tenant's own names, wherever the call came from: what its
   * programs dial. A number of another tenant is outside, as any other.
   */
  Destination find(Domain within, String dialled);

  /**
   * The language of prompts to who dials that: the number's or the tenant's, a tag of BCP 47.
   *
   * @param dialled as for {@link #find}
   */
  default String language(Domain domain, String dialled) {
    return "en";
  }

  /** How a number is the tenant's: what it may show as its own depends on that alone. */
  enum Claim {
    /** It is not: it may not be shown. */
    NONE,
    /** The tenant has shown that it answers there. */
    VERIFIED,
    /** Calls to it are the tenant's. */
    OWNED
  }

  /** How the number is the tenant's at this moment. */
  default Claim claim(Domain domain, E164 number) {
    return Claim.NONE;
  }

  /** Whether the tenant wants a tone to be heard in talks that are supervised. */
  default boolean supervisionIsHeard(Domain domain) {
    return false;
  }

  /** What the tenant has those hear who are on hold. */
  default MusicOnHold musicOnHold(Domain domain) {
    return MusicOnHold.BUILT_IN;
  }

  /** Which of the tenant's calls are recorded without anybody asking for it. */
  default RecordingRules recordingRules(Domain domain) {
    return RecordingRules.NONE;
  }

  /**
   * A dialled name as {@link RecordingRule.Scope.Dialled} has it.
   *
   * @param dialled as for {@link #find}
   */
  default String canonical(Domain domain, Origin from, String dialled) {
    return dialled;
  }

  /**
   * Whether help is called by that number from anywhere where phones may stand: the same for
   * everybody, so that it tells nobody which tenants and users there are.
   */
  boolean helpsSomewhere(String dialled);

  /** The trunks that the tenant may use, switched off ones among them. */
  List<Trunk> trunks(Domain domain);

  /** The trunks that carry the tenant's emergency calls, in order of preference. */
  List<Trunk> emergencyTrunks(Domain domain);

  /**
   * The ways to call for help from a place, in the order to try them while they are equally well:
   * those that are meant for it before all others that there are.
   */
  default List<EmergencyWay> emergencyWays(Destination.Emergency to) {
    return emergencyTrunks(to.domain()).stream()
        .map(trunk -> new EmergencyWay(trunk, to.number(), true))
        .toList();
  }

  /**
   * What {@code dialled} means to a tenant's program on a call from there: as {@link #find(Domain,
   * String)} has it, but for the emergency numbers of the place where who calls is.
   */
  default Destination find(Domain within, Origin from, String dialled) {
    boolean own = from instanceof Origin.Phone phone && phone.domain().equals(within);
    return own && find(from, dialled) instanceof Destination.Emergency help
        ? help
        : find(within, dialled);
  }

  /** The trunk that sends from this address, if one is known there. */
  Optional<Trunk> trunkAt(InetSocketAddress source);

  /**
   * The trunk that sends from this address and may reach the number.
   *
   * @param dialled as the request has it
   */
  default Optional<Trunk> trunkAt(InetSocketAddress source, String dialled) {
    return trunkAt(source);
  }

  /** The trunk of that name, whosever it is. */
  default Optional<Trunk> trunk(String name) {
    return allTrunks().stream().filter(trunk -> trunk.name().equals(name)).findFirst();
  }

  /** The trunks of all tenants and the operator: those that are looked after. */
  default List<Trunk> allTrunks() {
    return List.of();
  }
}
