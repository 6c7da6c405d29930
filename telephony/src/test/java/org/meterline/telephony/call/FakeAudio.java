package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Quality;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.media.Transport;
import org.meterline.telephony.recording.Recording;

/** Audio that plays whatever it is given until the test says it is over. */
final class FakeAudio implements MediaPlane.MediaLeg {
  private final Effects effects;
  private final OneThread thread;
  private final Consumer<MediaEvent> events;
  final List<Prompt> played = new ArrayList<>();
  final List<String> did = new ArrayList<>();
  final List<Recording> recordings = new ArrayList<>();
  final StringBuilder digits = new StringBuilder();
  @Nullable FakeAudio bridged;
  final List<Prompt> overlaid = new ArrayList<>();
  @Nullable FakeMix mixed;
  long playing;
  private final Set<Long> over = new LinkedHashSet<>();
  String language = "en";
  boolean closed;
  boolean heard;
  boolean unheard;
  boolean digitsOnly;

  /** How often who it was bridged with all the while began to hear more than its keys. */
  int opened;

  boolean listens = true;
  boolean speaks = true;

  FakeAudio(Effects effects, OneThread thread, Consumer<MediaEvent> events) {
    this.effects = effects;
    this.thread = thread;
    this.events = events;
  }

  void finishes() {
    finishes(Duration.ofSeconds(2));
  }

  /**
   * What is played is over.
   *
   * @param heard of its last prompt
   */
  void finishes(Duration heard) {
    long over = playing;
    playing = 0;
    events.accept(new MediaEvent.Played(over, true, heard));
    thread.settle();
  }

  void says(MediaEvent event) {
    events.accept(event);
    thread.settle();
  }

  @Override
  public Sdp offer(Transport transport) {
    effects.happens("offer");
    return new Sdp(transport == Transport.PLAIN ? "our offer" : "our offer of " + transport);
  }

  @Override
  public Sdp answer(Sdp offer) throws MediaPlane.Unacceptable {
    effects.happens("answer sdp");
    listens = !offer.text().matches("sendonly|inactive");
    speaks = !offer.text().matches("recvonly|inactive");
    if (offer.text().equals("rubbish")) {
      throw new MediaPlane.Unacceptable("no codec");
    }
    return new Sdp("answer to " + offer.text());
  }

  @Override
  public void accept(Sdp answer) throws MediaPlane.Unacceptable {
    effects.happens("accept sdp");
    if (answer.text().equals("rubbish")) {
      throw new MediaPlane.Unacceptable("no codec");
    }
  }

  @Override
  public void suit(MediaPlane.MediaLeg other) {
    did.add("suit");
  }

  @Override
  public void speak(List<String> codecs) {
    did.add("speak " + String.join(" ", codecs));
  }

  @Override
  public void told() {
    did.add("told");
  }

  @Override
  public void play(long number, List<Prompt> prompts, Duration offset) {
    effects.happens("play");
    stop(playing);
    playing = number;
    played.addAll(prompts);
  }

  @Override
  public void overlay(long number, List<Prompt> prompts, int duck) {
    effects.happens("overlay");
    over.add(number);
    overlaid.addAll(prompts);
  }

  @Override
  public void stopOverlay(long number) {
    if (over.remove(number)) {
      events.accept(new MediaEvent.Played(number, false, Duration.ofSeconds(1)));
    }
  }

  /** What plays over the talk, the longest so, is over. */
  void overlayFinishes() {
    long ended = over.iterator().next();
    over.remove(ended);
    events.accept(new MediaEvent.Played(ended, true, Duration.ofSeconds(2)));
    thread.settle();
  }

  @Override
  public void language(String tag) {
    language = tag;
  }

  @Override
  public void stop(long number) {
    if (playing != 0 && playing == number) {
      events.accept(new MediaEvent.Played(playing, false, Duration.ofSeconds(1)));
      playing = 0;
    }
  }

  @Override
  public void pause() {
    effects.happens("pause");
    did.add("pause");
  }

  @Override
  public void resume() {
    effects.happens("resume");
    did.add("resume");
  }

  @Override
  public void seek(Duration position) {
    effects.happens("seek");
    did.add("seek " + position.toMillis());
  }

  @Override
  public Duration position() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void sendDigit(char digit) {
    effects.happens("digit " + digit);
    digits.append(digit);
  }

  @Override
  public void record(Recording recording) {
    effects.happens("record");
    recordings.add(recording);
  }

  @Override
  public void release(Recording recording) {
    recordings.remove(recording);
  }

  @Override
  public void unheard(boolean held) {
    unheard = held;
  }

  @Override
  public void digitsOnly(boolean only) {
    if (digitsOnly && !only && bridged != null) {
      opened++;
    }
    digitsOnly = only;
  }

  @Override
  public boolean listens() {
    return listens;
  }

  @Override
  public boolean speaks() {
    return speaks;
  }

  @Override
  public void answered() {
    effects.happens("expect audio");
    heard = true;
  }

  @Override
  public Quality quality() {
    effects.happens("quality");
    return new Quality(1, 1, 0, 0, 0, 440, "PCMA", null);
  }

  @Override
  public void close() {
    effects.happens("close");
    closed = true;
  }
}
