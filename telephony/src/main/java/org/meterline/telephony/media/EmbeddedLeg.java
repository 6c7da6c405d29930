package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.ice.IceCredentials;
import org.meterline.telephony.media.MediaPlane.MediaLeg;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.recording.Recording;

/**
 * A leg of {@link EmbeddedMediaPlane}. Its sockets belong to one media thread; what other threads
 * ask is posted there, but for the session, which is published as an immutable value.
 */
final class EmbeddedLeg extends Paced implements MediaLeg {
  private final String name;
  private final EmbeddedMediaPlane plane;
  private final MediaLoop loop;
  private final PortPair ports;
  private final Consumer<MediaEvent> events;
  private final Negotiation negotiation;
  private final Outlet outlet;
  private final Reception reception;
  private final Playback playback;
  private final Forwarding forwarding = new Forwarding(this);
  private final AtomicBoolean closed = new AtomicBoolean();

  private volatile @Nullable Session session;
  private volatile @Nullable IceCredentials ice;

  // The rest belongs to the media thread.
  private @Nullable Session applied;

  EmbeddedLeg(
      String name,
      EmbeddedMediaPlane plane,
      MediaLoop loop,
      PortPair ports,
      Consumer<MediaEvent> events,
      Negotiation negotiation,
      Outlet outlet,
      EmbeddedMediaPlane.Parts parts) {
    this.name = name;
    this.plane = plane;
    this.loop = loop;
    this.ports = ports;
    this.events = events;
    this.negotiation = negotiation;
    this.outlet = outlet;
    Runnable pace = this::repace;
    outlet.whenWaiting(() -> loop.post(pace));
    this.reception = new Reception(this, name, loop, ports, outlet, parts);
    this.playback = new Playback(this, name, plane, loop, outlet, this::tell);
  }

  // What any thread may ask.

  @Override
  public Sdp offer(Transport transport) {
    Sdp offer = negotiation.offer(transport);
    ice = negotiation.ice();
    return offer;
  }

  @Override
  public Sdp answer(Sdp offer) throws Unacceptable {
    Negotiation.Answered answered = negotiation.answer(offer);
    ice = negotiation.ice();
    agree(answered.session());
    return answered.answer();
  }

  @Override
  public void accept(Sdp answer) throws Unacceptable {
    agree(negotiation.accept(answer));
  }

  private void agree(Session agreed) {
    session = agreed;
    if (agreed.keying() instanceof Keying.Open && !agreed.checked()) {
      loop.postLazily(this::apply); // the first packet takes it up, if that comes earlier
    } else {
      loop.post(this::apply);
    }
  }

  @Override
  public void suit(MediaLeg other) {
    if (other instanceof EmbeddedLeg leg) {
      negotiation.suit(leg.negotiation.spoken());
    }
  }

  @Override
  public void speak(List<String> codecs) {
    negotiation.limit(codecs.stream().map(Codec::titled).filter(Objects::nonNull).toList());
  }

  @Override
  public void told() {
    negotiation.told();
  }

  @Override
  public void play(long number, List<Prompt> prompts, Duration offset) {
    playback.play(number, prompts, offset);
  }

  @Override
  public void overlay(long number, List<Prompt> prompts, int duck) {
    playback.overlay(number, prompts, duck);
  }

  @Override
  public void stopOverlay(long number) {
    playback.stopOverlay(number);
  }

  @Override
  public void language(String tag) {
    playback.language(tag);
  }

  @Override
  public void whose(String domain) {
    playback.whose(domain);
  }

  @Override
  public void stop(long number) {
    playback.stop(number);
  }

  @Override
  public void pause() {
    playback.pause();
  }

  @Override
  public void resume() {
    playback.resume();
  }

  @Override
  public void seek(Duration position) {
    playback.seek(position);
  }

  @Override
  public Duration position() {
    return playback.position();
  }

  @Override
  public void sendDigit(char digit) {
    playback.sendDigit(digit);
  }

  @Override
  public void record(Recording recording) {
    forwarding.taps.add(recording.said());
    outlet.taps.add(recording.heard());
  }

  @Override
  public void release(Recording recording) {
    forwarding.taps.remove(recording.said());
    outlet.taps.remove(recording.heard());
  }

  @Override
  public void unheard(boolean held) {
    forwarding.unheard(held);
  }

  @Override
  public void digitsOnly(boolean only) {
    forwarding.digitsOnly(only);
  }

  @Override
  public boolean listens() {
    Session agreed = session;
    return agreed == null || agreed.sends();
  }

  @Override
  public boolean speaks() {
    Session agreed = session;
    return agreed == null || agreed.receives();
  }

  @Override
  public void answered() {
    long now = loop.now();
    loop.postLazily(() -> reception.answered(now));
  }

  @Override
  public Quality quality() {
    Session agreed = session;
    return reception.quality(agreed == null ? "" : agreed.codec().name());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      plane.closing(this);
      loop.postLazily(this::shut);
    }
  }

  boolean isClosed() {
    return closed.get();
  }

  @Nullable EmbeddedLeg peer() {
    return forwarding.peer();
  }

  /** Bridges this side, null parts it: what is relayed goes by that at once. */
  void peer(@Nullable EmbeddedLeg other) {
    forwarding.peer(other);
    loop.postLazily(this::repace);
  }

  EmbeddedMix.@Nullable Member mixed() {
    return forwarding.mixed();
  }

  /** Puts it into a mix; null takes it out. */
  void mixed(EmbeddedMix.@Nullable Member member) {
    forwarding.mixed(member);
    loop.post(this::repace);
  }

  MediaLoop loop() {
    return loop;
  }

  @Nullable Session session() {
    return session;
  }

  /** Whether its far end hears more than 4 kHz of sound. */
  boolean isWide() {
    Session agreed = session;
    return agreed != null && agreed.isWide();
  }

  /** Where what a bridged leg says goes while something is heard over it; null else. */
  @Nullable Decoding under() {
    return playback.under();
  }

  /** Sends on what a bridged leg received; on that leg's media thread. */
  void relay(
      EmbeddedLeg from, Session spoken, RtpPacket p, Session.Kind kind, ByteBuffer b, long now) {
    if (loop.equals(from.loop)) {
      var _ = apply(); // what was agreed may still wait for its task
    }
    outlet.relay(from, spoken, p, kind, b, now);
  }

  /** Sends a frame that was made elsewhere, on a media thread that may be another. */
  void hear(Object from, short[] frame, int rate, long at) {
    if (outlet.isOccupied()) {
      return; // a prompt is heard in its place, and what is over that goes on with the prompt
    }
    playback.over(frame, rate / 50);
    outlet.say(from, frame, rate, at);
  }

  // The media thread's part.

  /** Has what comes to its ports from now on; on any thread, once it is complete. */
  void listen() {
    ports.give(reception);
  }

  /** Registers the sockets; the first thing posted for a leg. */
  void begin() {
    loop.add(this);
    reception.open();
  }

  /** Takes up the session agreed last; a packet may come before the task that says so. */
  @SuppressWarnings("ReferenceEquality") // the same negotiation or not
  @Nullable Session apply() {
    Session agreed = session;
    if (agreed == null || agreed == applied || closed.get()) {
      return agreed;
    }
    long now = loop.now();
    applied = agreed;
    playback.agreed(now);
    reception.agree(agreed, now);
    loop.pace(this, now);
    return agreed;
  }

  /** Something may be due earlier than was thought. */
  void repace() {
    if (applied != null && !closed.get()) {
      loop.pace(this, loop.now());
    }
  }

  /** The credentials that ICE was offered with; null: it was not. */
  @Nullable IceCredentials ice() {
    return ice;
  }

  /** Media came in: what stands in the loop's packet. */
  void heard(Session agreed, Session.Kind kind, ByteBuffer b, long now) {
    if (forwarding.take(agreed, kind, loop.packet, b, now)) {
      repace();
    }
  }

  /** A telephone event was pressed. */
  void pressed(char digit) {
    tell(new MediaEvent.Digit(digit));
    forwarding.pressed(digit);
  }

  /** A digit was heard as a tone, which is in the audio already. */
  void sounded(char digit) {
    tell(new MediaEvent.Digit(digit));
    forwarding.sounded(digit);
  }

  /** Sends what is due; answers when the next is. */
  @Override
  long tick(long now) {
    long next = playback.tick(peer(), mixed() != null, now);
    return Math.min(outlet.drain(now), forwarding.tick(next, now));
  }

  /** Looks after what has no packet to trigger it. */
  void sweep(long now) {
    Session agreed = applied;
    if (agreed != null && reception.sweep(agreed, now)) {
      tell(new MediaEvent.TimedOut());
    }
  }

  /** Nothing will be heard. */
  void lost(String why) {
    tell(new MediaEvent.Lost(why));
  }

  private void shut() {
    try {
      playback.close();
    } finally {
      loop.remove(this);
      outlet.close();
      reception.close(applied);
      plane.closed(ports, loop);
    }
  }

  private void tell(MediaEvent event) {
    try {
      events.accept(event);
    } catch (RuntimeException | Error e) {
      loop.stumbled("leg " + name + ": its owner failed to take an event", e);
    }
  }
}
