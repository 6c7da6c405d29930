package org.meterline.telephony.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.meterline.telephony.registrar.Binding;

/** Keeps what is told of calls. */
final class FakeEvents implements CallEvents {
  final List<Snapshot> seen = new ArrayList<>();
  final List<Detail> happened = new ArrayList<>();
  private final Effects effects;

  FakeEvents(Effects effects) {
    this.effects = effects;
  }

  @Override
  public void changed(Snapshot snapshot) {
    seen.add(snapshot);
    effects.happens("event");
  }

  @Override
  public void happened(CallId call, Domain domain, Instant at, Detail what) {
    happened.add(what);
  }

  @Override
  public void registered(Binding binding, boolean registered) {}
}
