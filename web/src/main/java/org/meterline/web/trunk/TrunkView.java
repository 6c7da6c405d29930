package org.meterline.web.trunk;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.trunk.Trunks;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.web.trunk.TrunkBody.EmergencyRouteBody;

/**
 * A trunk that the caller may use. Its password is never shown.
 *
 * @param own whether they may change it
 * @param port null: where DNS says it is
 * @param state unknown, up, suspect or down
 * @param reason why it is not up, for people
 * @param numbers the tenant's numbers of the world, which calls from it reach
 * @param callsLimit channels; null: any number
 * @param signing what of the calls that go out over it is signed
 * @param unverified what becomes of calls from it whose caller is not verified
 * @param told whether it is told from where help is called
 * @param follows whether calls go where it sends them on to (3xx)
 * @param transfers whether it may transfer who talks to it (REFER)
 * @param version another one after each change
 */
public record TrunkView(
    UUID id,
    String name,
    boolean own,
    boolean enabled,
    String address,
    String host,
    @Nullable Integer port,
    String transport,
    String state,
    String reason,
    List<String> numbers,
    List<String> prefixes,
    long callsNow,
    @Nullable Integer callsLimit,
    @Nullable Integer callsPerSecond,
    int preference,
    int weight,
    RewritingView rewriting,
    @Nullable List<String> codecs,
    @Nullable String user,
    @Nullable String domain,
    boolean registers,
    boolean trusted,
    boolean refers,
    boolean everybody,
    boolean emergency,
    @Nullable UUID carrierId,
    List<EmergencyRouteBody> emergencyRoutes,
    Trunk.Signing signing,
    Trunk.Unverified unverified,
    boolean told,
    boolean follows,
    boolean transfers,
    int version) {
  static TrunkView of(Trunks.Seen seen) {
    Trunk trunk = seen.stored().trunk();
    Trunk.Access access = trunk.access();
    return new TrunkView(
        seen.stored().id(),
        trunk.name(),
        seen.own(),
        trunk.enabled(),
        "sip:" + trunk.address(),
        trunk.host(),
        limit(trunk.port()),
        trunk.transport(),
        seen.health().state().name().toLowerCase(Locale.ROOT),
        seen.health().reason(),
        seen.numbers(),
        trunk.prefixes(),
        seen.callsNow(),
        limit(trunk.limits().calls()),
        limit(trunk.limits().perSecond()),
        trunk.preference(),
        trunk.weight(),
        RewritingView.of(trunk.rewriting()),
        trunk.codecs().isEmpty() ? null : trunk.codecs(),
        seen.own() && access != null ? access.user() : null,
        seen.own() && access != null ? access.domain() : null,
        trunk.registers(),
        trunk.trusted(),
        trunk.refers(),
        seen.stored().everybody(),
        seen.stored().emergency(),
        seen.own() ? seen.stored().carrier() : null,
        seen.stored().routes().stream().map(EmergencyRouteBody::of).toList(),
        trunk.signing(),
        trunk.unverified(),
        trunk.told(),
        trunk.follows(),
        trunk.transfers(),
        seen.stored().version());
  }

  private static @Nullable Integer limit(int most) {
    return most == 0 ? null : most;
  }

  /** How the trunk writes numbers: of calls that go out over it, and of those that come in. */
  public record RewritingView(
      RuleView called, RuleView caller, RuleView calledIn, RuleView callerIn) {
    static RewritingView of(Rewriting rewriting) {
      return new RewritingView(
          RuleView.of(rewriting.called()),
          RuleView.of(rewriting.caller()),
          RuleView.of(rewriting.calledIn()),
          RuleView.of(rewriting.callerIn()));
    }
  }

  /**
   * First the form is made, then the prefix is changed.
   *
   * @param strip taken away from the front, if it stands there
   * @param add put to the front then
   */
  public record RuleView(Rewriting.Form form, String strip, String add) {
    static RuleView of(Rewriting.Rule rule) {
      return new RuleView(rule.form(), rule.strip(), rule.add());
    }
  }
}
