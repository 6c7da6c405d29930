package org.meterline.telephony.call;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.meterline.telephony.media.MediaPlane;

/** A mix that knows who hears whom. */
final class FakeMix implements MediaPlane.Mix {
  private final Effects effects;
  final Set<FakeAudio> legs = new LinkedHashSet<>();
  private final Set<Pair> deaf = new HashSet<>();
  final Set<Pair> digits = new HashSet<>();
  boolean closed;

  record Pair(FakeAudio from, FakeAudio to) {}

  FakeMix(Effects effects) {
    this.effects = effects;
  }

  /** Whether both are in it and the one hears the other. */
  boolean hears(FakeAudio listener, FakeAudio speaker) {
    return legs.contains(listener)
        && legs.contains(speaker)
        && !deaf.contains(new Pair(speaker, listener));
  }

  @Override
  public void add(MediaPlane.MediaLeg leg) {
    effects.happens("add to mix");
    FakeAudio audio = (FakeAudio) leg;
    if (audio.bridged != null) {
      audio.bridged.bridged = null;
      audio.bridged = null;
    }
    if (audio.mixed != null && !audio.mixed.equals(this)) {
      audio.mixed.remove(audio);
    }
    audio.mixed = this;
    legs.add(audio);
  }

  @Override
  public void remove(MediaPlane.MediaLeg leg) {
    FakeAudio audio = (FakeAudio) leg;
    if (legs.remove(audio)) {
      audio.mixed = null;
      deaf.removeIf(each -> each.from() == audio || each.to() == audio);
    }
  }

  @Override
  public void hears(MediaPlane.MediaLeg listener, MediaPlane.MediaLeg speaker, boolean on) {
    Pair pair = new Pair((FakeAudio) speaker, (FakeAudio) listener);
    if (on) {
      deaf.remove(pair);
    } else {
      deaf.add(pair);
    }
  }

  @Override
  public void gain(MediaPlane.MediaLeg speaker, double decibels) {}

  @Override
  public void passDigits(MediaPlane.MediaLeg from, MediaPlane.MediaLeg to) {
    digits.add(new Pair((FakeAudio) from, (FakeAudio) to));
  }

  @Override
  public void close() {
    closed = true;
    Set.copyOf(legs).forEach(this::remove);
  }
}
