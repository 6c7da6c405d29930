package org.meterline.telephony.call;

import java.time.Duration;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;

/** {@link Verb.Screening} of one who has answered: the others ring on meanwhile. */
final class Screens {
  private final Call call;
  private final Round round;
  private final Dialling who;
  private final Verb.Screening screening;
  private long playing;
  private long waiting;

  Screens(Call call, Round round, Dialling who, Verb.Screening screening) {
    this.call = call;
    this.round = round;
    this.who = who;
    this.screening = screening;
  }

  Dialling who() {
    return who;
  }

  void start() {
    call.record.note("screening", who.leg.destination);
    MediaPlane.MediaLeg audio = who.leg.media;
    if (audio == null || screening.prompts().isEmpty()) {
      heard();
    } else {
      playing = call.nextPlay();
      audio.play(playing, screening.prompts(), Duration.ZERO);
    }
  }

  void on(MediaEvent event) {
    if (event instanceof MediaEvent.Played(long number, boolean whole, var position)
        && number == playing) {
      heard();
    } else if (event instanceof MediaEvent.Digit(char digit)
        && screening.accept().indexOf(digit) >= 0) {
      accepted();
    }
  }

  private void heard() {
    playing = 0;
    if (screening.accept().isEmpty()) {
      accepted();
    } else {
      waiting =
          call.elsewhere.after(
              screening.patience(), () -> round.refused(who, "Nobody took the call"));
    }
  }

  private void accepted() {
    call.record.note("taken", who.leg.destination);
    round.take(who);
  }

  /** Asks no more. */
  void stop() {
    call.elsewhere.forget(waiting);
    if (playing != 0 && who.leg.media != null) {
      who.leg.media.stop(playing);
      playing = 0;
    }
  }

  /** Asks no more if it asks this one. */
  boolean stops(Dialling other) {
    if (who == other) {
      call.elsewhere.forget(waiting);
      return true;
    }
    return false;
  }
}
