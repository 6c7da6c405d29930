package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;

/** {@link SoundVerb.Say}: a play that is refused when what is to be said cannot be had. */
final class Says extends Plays {
  Says(
      SoundVerb.Say verb,
      Call call,
      CallLeg leg,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(
        new SoundVerb.Play(
            List.of(new Prompt.Spoken(verb.what(), verb.language(), verb.voice())),
            verb.escape(),
            Duration.ZERO,
            verb.end()),
        call,
        leg,
        reply,
        over);
  }

  @Override
  void played(MediaEvent.Played played) {
    if (skipped().isEmpty()) {
      super.played(played);
    } else if (ends(played)) {
      refuse(Refusals.notSpoken(skipped().getFirst()));
    }
  }
}
