package org.meterline.telephony.call;

import com.fasterxml.uuid.Generators;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.recording.Recorded;

/** {@link Verb.TakeMessage}. */
final class TakesMessage extends OnAudio {
  private final Verb.Take take;
  private final CallLeg leg;
  private final UUID id = Generators.timeBasedEpochGenerator().generate();
  private boolean recording;
  private long began;
  private @Nullable Character ended;

  TakesMessage(
      Verb.TakeMessage verb,
      Call call,
      CallLeg leg,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(call, leg, reply, over);
    this.take = verb.take();
    this.leg = leg;
  }

  @Override
  void start() {
    if (take.beep()) {
      play(Recordings.BEEP, Duration.ZERO);
    } else {
      record();
    }
  }

  private void record() {
    recording = true;
    began = call.ports.time().nanos().getAsLong();
    Refusal why = call.recordings.begin(id, take, leg, this::ended);
    if (why != null) {
      refuse(why);
    }
  }

  @Override
  void digit(char digit) {
    if (ended == null && take.stopOn().indexOf(digit) >= 0) {
      ended = digit;
      if (!recording) {
        stopPlaying();
      } // else the recording has heard it
    }
  }

  @Override
  void played(MediaEvent.Played played) {
    if (!ends(played)) {
      return;
    }
    if (ended == null) {
      record();
    } else {
      done(new Verb.MessageTaken(Optional.of(ended), "", Duration.ZERO));
    }
  }

  private void ended(Recorded recorded) {
    done(new Verb.MessageTaken(Optional.ofNullable(ended), recorded.reason(), recorded.length()));
  }

  @Override
  Object stop() {
    stopPlaying();
    call.recordings.stop(id, Recorded.Reason.HUNG_UP);
    return new Verb.MessageTaken(
        Optional.empty(),
        recording ? Recorded.Reason.HUNG_UP : "",
        recording ? call.ports.time().since(began) : Duration.ZERO);
  }
}
