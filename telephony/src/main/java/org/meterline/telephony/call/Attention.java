package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;

/** Whether the end of a leg wants to hear anything, and sends anything: what a hold changes. */
final class Attention {
  private boolean listened = true;
  private boolean spoke = true;
  private boolean untold;

  /** Looks at who talks now; null: nobody. */
  void look(@Nullable CallLeg talks) {
    boolean listens = talks == null || talks.media == null || talks.media.listens();
    boolean speaks = talks == null || talks.media == null || talks.media.speaks();
    untold |= listens != listened || speaks != spoke;
    listened = listens;
    spoke = speaks;
  }

  /** Whether it has changed since this was asked last. */
  boolean changed() {
    boolean changed = untold;
    untold = false;
    return changed;
  }
}
