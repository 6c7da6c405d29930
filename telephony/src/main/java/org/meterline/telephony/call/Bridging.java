package org.meterline.telephony.call;

/** Who hears whom. */
final class Bridging {
  private final Call call;

  Bridging(Call call) {
    this.call = call;
  }

  /** Joins the caller and the other leg. */
  void join(CallLeg other) {
    call.callerSide.hears(other);
    if (call.first.media != null && other.media != null) {
      call.ports.media().bridge(call.first.media, other.media);
    }
  }

  /** Parts the caller from the outgoing leg that is over. */
  void part() {
    call.calledSide.forget();
    if (call.first.media != null && !call.first.over()) {
      call.callerSide.hears(null);
      call.ports.media().unbridge(call.first.media);
    }
  }
}
