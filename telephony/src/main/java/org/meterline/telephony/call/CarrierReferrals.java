package org.meterline.telephony.call;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling.Referral;
import org.meterline.telephony.trunk.Trunk;

/**
 * What a carrier may ask for by REFER. Two of its talks are joined, such as those of a switchboard
 * that is reached over a trunk: that costs nobody more than before. If its trunk transfers, who
 * talks to it is put through to numbers of the world: those outside, as if the tenant had them
 * forwarded there, and those of the tenant's phones, which it could call itself. Not too often, for
 * the tenant pays, and nobody who calls for help.
 */
final class CarrierReferrals {
  /** How often carriers may have somebody called in one call. */
  private static final int MOST = 5;

  private final Call call;
  private int times;

  CarrierReferrals(Call call) {
    this.call = call;
  }

  /** Why it is not followed, and how that is answered. */
  record No(int status, String reason) {}

  /** Why a carrier's REFER at that leg is not followed; null if it is. */
  @Nullable No hindrance(CallLeg leg, Referral referral) {
    if (referral.replaces() != null) {
      return null; // nobody is called
    }
    Trunk trunk = trunk(leg);
    if (trunk == null || !trunk.transfers()) {
      return new No(403, "A carrier does not call others in the tenant's name");
    }
    if (call.legs.callForHelp()) {
      return new No(403, "No call for help is transferred by a carrier");
    }
    if (call.junction.joined() && call.junction.far() == null) {
      return new No(603, "Nobody talks there, whose limits would count");
    }
    if (times == MOST) {
      return new No(403, "Carriers have transferred this call often enough");
    }
    return mayBeCalled(number(leg, referral.to()))
        ? null
        : new No(403, "Carriers transfer to numbers outside and to the tenant's phones alone");
  }

  /** It has somebody called. */
  void follows() {
    times++;
  }

  /** Whom it names, as the tenant's numbers are written. */
  String number(CallLeg leg, String named) {
    return Optional.ofNullable(trunk(leg))
        .map(trunk -> Outgoing.ofTheWorld(trunk.rewriting().calledIn().of(named)))
        .orElse(named);
  }

  private boolean mayBeCalled(String number) {
    return E164.parse(number).isPresent()
        && switch (call.ports.directory().find(call.domain, number)) {
          case Destination.Outside outside -> outside.through() == null;
          case Destination.Phone phone -> true;
          default -> false;
        };
  }

  /**
   * The tenant's number that is shown to who is called, where a carrier's caller leaves: who called
   * first is not there any more. Null: what the call shows anyhow.
   */
  @Nullable String shown(CallLeg leg) {
    return leg == call.first && call.from instanceof Origin.Carrier
        ? Outgoing.ofTheWorld(call.dialled)
        : null;
  }

  private @Nullable Trunk trunk(CallLeg leg) {
    return Optional.ofNullable(leg.trunk).flatMap(call.ports.directory()::trunk).orElse(null);
  }
}
