package org.meterline.telephony.call;

import java.util.Optional;

/** The caller dialled it: what becomes of the called side becomes of the call. */
final class Direct implements CalledSide.Listener {
  private final Call call;
  private final Callee callee;

  Direct(Call call, Callee callee) {
    this.call = call;
    this.callee = callee;
  }

  /** Who is called, for people. */
  String name() {
    return callee.name();
  }

  void start() {
    call.calledSide.dial(
        callee, new Manner(call.ports.timings().ring(), true, Optional.empty()), this);
  }

  @Override
  public void answered(Dialling who) {
    call.connect(who.leg, "answered by " + name());
  }

  @Override
  public void over(Verb.Dialled result) {
    call.end(result);
  }
}
