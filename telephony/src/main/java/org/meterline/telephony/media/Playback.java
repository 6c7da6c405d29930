package org.meterline.telephony.media;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * What is played to a leg's far end: prompts and digits in place of what others say to it, and
 * prompts over that. Any thread asks for it; it is done on the leg's media thread.
 */
final class Playback {
  private static final System.Logger LOG = System.getLogger(Playback.class.getName());

  private final EmbeddedLeg leg;
  private final String name;
  private final EmbeddedMediaPlane plane;
  private final MediaLoop loop;
  private final Consumer<MediaEvent> events;
  private final Overlay overlay;
  private final Speaker speaker;

  private volatile @Nullable Playing latest;

  /** What the partner says, while something is heard over it. */
  private volatile @Nullable Decoding under;

  private volatile String language = "en";
  private volatile String whose = "";

  /**
   * @param events hears of what plays: what of it is left out, and its end
   */
  Playback(
      EmbeddedLeg leg,
      String name,
      EmbeddedMediaPlane plane,
      MediaLoop loop,
      Outlet outlet,
      Consumer<MediaEvent> events) {
    this.leg = leg;
    this.name = name;
    this.plane = plane;
    this.loop = loop;
    this.events = events;
    this.overlay = new Overlay(events);
    this.speaker = new Speaker(outlet, overlay, events);
  }

  // What any thread may ask: as the methods of MediaLeg of these names.

  void play(long number, List<Prompt> prompts, Duration offset) {
    Playing next = new Playing(number, offset);
    List<Prompt> row = List.copyOf(prompts);
    latest = next;
    loop.post(() -> replace(next));
    plane.load(this, next, row, language, whose);
  }

  void overlay(long number, List<Prompt> prompts, int duck) {
    Playing next = new Playing(number, Duration.ZERO);
    List<Prompt> row = List.copyOf(prompts);
    loop.post(() -> cover(next, duck));
    plane.load(this, next, row, language, whose);
  }

  void stopOverlay(long number) {
    loop.post(() -> overlay.stop(number));
  }

  void language(String tag) {
    language = tag;
  }

  void whose(String domain) {
    whose = domain;
  }

  void stop(long number) {
    does(() -> speaker.stop(number));
  }

  void pause() {
    does(() -> speaker.hold(true));
  }

  void resume() {
    does(() -> speaker.hold(false));
  }

  void seek(Duration position) {
    loop.post(() -> speaker.seek(position));
  }

  Duration position() {
    Playing last = latest;
    return last == null ? Duration.ZERO : last.position();
  }

  void sendDigit(char digit) {
    does(() -> speaker.sendDigit(digit, loop.now()));
  }

  private void does(Runnable what) {
    loop.post(
        () -> {
          what.run();
          leg.repace();
        });
  }

  /** Where what a bridged leg says goes while something is heard over it; null else. */
  @Nullable Decoding under() {
    return under;
  }

  /** What a play named was read; reasons say what could not be. */
  void loaded(Playing what, List<Clip> clips, List<String> reasons) {
    loop.post(
        () -> {
          if (!speaker.ready(what, clips) && !overlay.ready(what, clips)) {
            return; // ended before it was read
          }
          for (String reason : reasons) {
            LOG.log(Level.WARNING, () -> "leg " + name + ": " + reason);
            events.accept(new MediaEvent.Failed(what.number, reason));
          }
          leg.repace();
        });
  }

  /** Puts what is played over all else over a frame, on a media thread that may be another. */
  void over(short[] frame, int count) {
    overlay.over(frame, count);
  }

  // The media thread's part.

  /** A session was agreed. */
  void agreed(long now) {
    speaker.agreed(now);
  }

  /**
   * Sends what is due; answers when the next is.
   *
   * @param other whom the leg is bridged to; null: nobody
   * @param mixed whether it is in a mix
   */
  long tick(@Nullable EmbeddedLeg other, boolean mixed, long now) {
    Decoding talk = other == null || mixed ? null : under;
    if (!overlay.isOn()) {
      under = null;
    } else if (talk == null && other != null && !mixed) {
      talk = new Decoding(leg.isWide() && other.isWide() ? Codec.WIDE : Codec.RATE);
      under = talk;
    }
    return speaker.tick(other != null || mixed, talk, mixed, now);
  }

  private void cover(Playing next, int duck) {
    if (leg.isClosed()) {
      events.accept(new MediaEvent.Played(next.number, false, Duration.ZERO));
      return;
    }
    overlay.play(next, duck);
    leg.repace();
  }

  private void replace(@Nullable Playing next) {
    boolean over = leg.isClosed();
    speaker.play(over ? null : next);
    if (over && next != null) {
      events.accept(new MediaEvent.Played(next.number, false, Duration.ZERO));
    }
    leg.repace();
  }

  /** Ends all that plays. */
  void close() {
    replace(null);
    overlay.close();
  }
}
