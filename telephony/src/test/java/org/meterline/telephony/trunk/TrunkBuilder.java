package org.meterline.telephony.trunk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A trunk of a test, of which only what the test is about has to be said. */
public final class TrunkBuilder {
  private final Trunk base;
  private boolean enabled;
  private int preference;
  private int weight;
  private Trunk.Limits limits;
  private Rewriting rewriting;
  private List<String> codecs;
  private Trunk.@Nullable Access access;
  private boolean trusted;

  /** One that is like this trunk, but in what is said else. */
  public TrunkBuilder(Trunk base) {
    this.base = base;
    this.enabled = base.enabled();
    this.preference = base.preference();
    this.weight = base.weight();
    this.limits = base.limits();
    this.rewriting = base.rewriting();
    this.codecs = base.codecs();
    this.access = base.access();
    this.trusted = base.trusted();
  }

  public TrunkBuilder enabled(boolean is) {
    enabled = is;
    return this;
  }

  /** The lower preference is tried first; calls are shared by weight. */
  public TrunkBuilder turn(int itsPreference, int itsWeight) {
    preference = itsPreference;
    weight = itsWeight;
    return this;
  }

  /** At a time, and new ones each second; 0: any number. */
  public TrunkBuilder limits(int calls, int perSecond) {
    limits = new Trunk.Limits(calls, perSecond);
    return this;
  }

  /** How the number that is called is written there, and who calls, of calls that go out. */
  public TrunkBuilder writes(Rewriting.Rule called, Rewriting.Rule caller) {
    rewriting = new Rewriting(called, caller, Rewriting.Rule.NONE, Rewriting.Rule.NONE);
    return this;
  }

  /** How it writes the number that is called, of calls that come in. */
  public TrunkBuilder reads(Rewriting.Rule called) {
    rewriting = new Rewriting(rewriting.called(), rewriting.caller(), called, rewriting.callerIn());
    return this;
  }

  public TrunkBuilder codecs(List<String> alone) {
    codecs = alone;
    return this;
  }

  public TrunkBuilder access(Trunk.Access account) {
    access = account;
    return this;
  }

  public TrunkBuilder trusted(boolean is) {
    trusted = is;
    return this;
  }

  /** The trunk. */
  public Trunk build() {
    return new Trunk(
        base.name(),
        base.host(),
        base.port(),
        base.transport(),
        base.prefixes(),
        enabled,
        preference,
        weight,
        limits,
        rewriting,
        codecs,
        access,
        trusted,
        base.refers(),
        base.signing(),
        base.unverified(),
        base.outside(),
        base.told(),
        base.follows(),
        base.transfers());
  }
}
