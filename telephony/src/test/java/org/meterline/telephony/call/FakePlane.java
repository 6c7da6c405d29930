package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.recording.Recorder;

/** A media plane of legs that send and hear nothing. */
final class FakePlane implements MediaPlane {
  final List<FakeAudio> audio = new ArrayList<>();
  final List<FakeMix> mixes = new ArrayList<>();
  final FakeRecorder recorder = new FakeRecorder();
  boolean ports = true;

  /** How often two were bridged, for however short a time. */
  int bridges;

  private final Effects effects;
  private final OneThread thread;

  FakePlane(Effects effects, OneThread thread) {
    this.effects = effects;
    this.thread = thread;
  }

  @Override
  public MediaLeg open(String call, String name, Consumer<MediaEvent> events) throws NoPorts {
    effects.happens("open");
    if (!ports) {
      throw new NoPorts("none left");
    }
    FakeAudio leg = new FakeAudio(effects, thread, events);
    audio.add(leg);
    return leg;
  }

  @Override
  public void bridge(MediaLeg a, MediaLeg b) {
    effects.happens("bridge");
    bridges++;
    leaveMix((FakeAudio) a);
    leaveMix((FakeAudio) b);
    ((FakeAudio) a).bridged = (FakeAudio) b;
    ((FakeAudio) b).bridged = (FakeAudio) a;
  }

  @Override
  public void unbridge(MediaLeg leg) {
    effects.happens("unbridge");
    leaveMix((FakeAudio) leg);
    ((FakeAudio) leg).bridged = null;
  }

  private static void leaveMix(FakeAudio leg) {
    if (leg.mixed != null) {
      leg.mixed.remove(leg);
    }
  }

  @Override
  public Mix mix() {
    effects.happens("mix");
    FakeMix mix = new FakeMix(effects);
    mixes.add(mix);
    return mix;
  }

  @Override
  public Recorder recorder() {
    return recorder;
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public void close() {}
}
