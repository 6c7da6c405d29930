package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.MediaPlane.MediaLeg;

/**
 * The audio of a talk: two legs, which are bridged, or in a mix with those who supervise them. Of a
 * talk across two calls both calls have the same one, so that what one does with it is not undone
 * by the other: calls lock each other out for as long as the media plane takes.
 */
final class TalkAudio {
  /**
   * One who supervises the talk, and hears both.
   *
   * @param audio of their own leg
   * @param mode whom they speak to
   * @param coached who alone hears them in the mode whisper; null: nobody
   */
  record Supervisor(MediaLeg audio, SupervisionVerb.Mode mode, @Nullable MediaLeg coached) {
    boolean speaksTo(MediaLeg leg) {
      return switch (mode) {
        case LISTEN -> false;
        case WHISPER -> leg.equals(coached);
        case BARGE -> true;
      };
    }
  }

  private final MediaPlane plane;
  private final List<Supervisor> supervisors = new ArrayList<>(2);

  /** Where they all are while somebody supervises, else null. */
  private MediaPlane.@Nullable Mix mix;

  private @Nullable MediaLeg one;
  private @Nullable MediaLeg other;

  /** One who talked is in another talk by now. */
  private boolean over;

  TalkAudio(MediaPlane plane) {
    this.plane = plane;
  }

  /**
   * The two hear each other, also if they did before.
   *
   * @param by who supervises them for the call that joins them, as {@link #supervise}; null: nobody
   */
  synchronized void join(MediaLeg left, MediaLeg right, @Nullable Supervisor by) {
    if (over) {
      return;
    }
    MediaPlane.Mix mixed = mix;
    talkers()
        .filter(leg -> !leg.equals(left) && !leg.equals(right))
        .forEach(leg -> leg.digitsOnly(false));
    if (mixed != null) {
      talkers().filter(leg -> !leg.equals(left) && !leg.equals(right)).forEach(mixed::remove);
    }
    one = left;
    other = right;
    if (by == null) {
      tie();
    } else {
      supervise(by);
    }
  }

  private void tie() {
    MediaPlane.Mix mixed = mix;
    MediaLeg left = one;
    MediaLeg right = other;
    if (left != null && right != null) {
      if (mixed == null) {
        plane.bridge(left, right);
      } else {
        mixed.add(left);
        mixed.add(right);
        mixed.passDigits(left, right);
        mixed.passDigits(right, left);
      }
    }
    if (mixed != null) {
      rule(mixed); // also while nobody talks: those who supervise hear each other, or not
    }
  }

  /** Those who talked hear nobody any more, and nobody hears them. */
  synchronized void part() {
    List<MediaLeg> parted = talkers().toList();
    one = null;
    other = null;
    parted.forEach(
        leg -> {
          plane.unbridge(leg);
          leg.digitsOnly(false); // whoever hears them next is another
        });
  }

  /**
   * One of the two goes on in another talk: what the call of the other one still does here is not
   * done to them.
   */
  synchronized void end() {
    part();
    over = true;
  }

  private Stream<MediaLeg> talkers() {
    return Stream.concat(Stream.ofNullable(one), Stream.ofNullable(other));
  }

  /** Somebody hears the talk, or speaks to others than before. */
  synchronized void supervise(Supervisor who) {
    supervisors.removeIf(each -> each.audio().equals(who.audio()));
    supervisors.add(who);
    MediaPlane.Mix mixed = mix;
    if (mixed == null) {
      mixed = plane.mix();
      mix = mixed;
    }
    mixed.add(who.audio());
    tie();
  }

  /** Whose leg this is supervises no more. */
  synchronized void leave(MediaLeg audio) {
    MediaPlane.Mix mixed = mix;
    if (!supervisors.removeIf(each -> each.audio().equals(audio)) || mixed == null) {
      return;
    }
    if (supervisors.isEmpty()) {
      mix = null;
      mixed.close();
      tie();
    } else {
      mixed.remove(audio);
    }
  }

  /** Those who talk hear a supervisor who speaks to them; others who supervise hear a barge. */
  private void rule(MediaPlane.Mix mixed) {
    for (Supervisor who : supervisors) {
      talkers().forEach(leg -> mixed.hears(leg, who.audio(), who.speaksTo(leg)));
      supervisors.stream()
          .filter(each -> !each.equals(who))
          .forEach(
              each ->
                  mixed.hears(each.audio(), who.audio(), who.mode() == SupervisionVerb.Mode.BARGE));
    }
  }
}
