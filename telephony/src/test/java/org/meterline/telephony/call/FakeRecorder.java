package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.meterline.telephony.recording.Recorded;
import org.meterline.telephony.recording.Recorder;
import org.meterline.telephony.recording.Recording;
import org.meterline.telephony.recording.RecordingSpec;
import org.meterline.telephony.recording.Track;

/** Recordings of nothing, of five seconds each. */
final class FakeRecorder implements Recorder {
  final List<Fake> begun = new ArrayList<>();
  boolean room = true;

  @Override
  public boolean room() {
    return room;
  }

  @Override
  public Recording begin(RecordingSpec spec, Consumer<Recorded> ended) throws NoRoom {
    if (!room) {
      throw new NoRoom(Recorded.Reason.DISK_FULL, "No room");
    }
    Fake recording = new Fake(spec, ended);
    begun.add(recording);
    return recording;
  }

  /** One of them. */
  static final class Fake implements Recording {
    final RecordingSpec spec;
    final List<String> did = new ArrayList<>();
    private final Consumer<Recorded> ended;
    private boolean over;

    Fake(RecordingSpec spec, Consumer<Recorded> ended) {
      this.spec = spec;
      this.ended = ended;
    }

    @Override
    public Track said() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Track heard() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void pause() {
      did.add("pause");
    }

    @Override
    public void resume() {
      did.add("resume");
    }

    @Override
    public void mask() {
      did.add("mask");
    }

    @Override
    public void unmask() {
      did.add("unmask");
    }

    @Override
    public void stop(String reason) {
      if (!over) {
        over = true;
        ended.accept(
            new Recorded(
                spec.id(),
                reason,
                Duration.ofSeconds(5),
                80_044,
                "00",
                Duration.ZERO,
                Duration.ZERO));
      }
    }
  }
}
