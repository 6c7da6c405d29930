package org.meterline.telephony.media;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
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
  private static final System.Logger LOG = System.getLogger(EmbeddedLeg.class.getName());

  private final String name;
  private final EmbeddedMediaPlane plane;
  private final MediaLoop loop;
  private final PortRange.Pair ports;
  private final Sockets sockets;
  private final Consumer<MediaEvent> events;
  private final Negotiation negotiation;
  private final Outlet outlet;
  private final Reports reports;
  private final Inlet inlet;
  private final Demultiplexer demultiplexer;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Speaker speaker;
  private final Duration timeOut;

  private final Forwarding forwarding = new Forwarding(this);
  private final Overlay overlay = new Overlay(this::tell);

  private volatile @Nullable Session session;
  private volatile @Nullable IceCredentials ice;
  private volatile @Nullable Playing latest;

  /** What the partner says, while something is heard over it. */
  private volatile @Nullable Decoding under;

  private volatile String language = "en";
  private volatile String whose = "";

  // The rest belongs to the media thread.
  private @Nullable Session applied;

  EmbeddedLeg(
      String name,
      EmbeddedMediaPlane plane,
      MediaLoop loop,
      PortRange.Pair ports,
      Consumer<MediaEvent> events,
      Negotiation negotiation,
      Outlet outlet,
      EmbeddedMediaPlane.Parts parts) {
    this.name = name;
    this.plane = plane;
    this.loop = loop;
    this.ports = ports;
    this.sockets = new Sockets(name, loop, ports, this::received);
    this.events = events;
    this.negotiation = negotiation;
    this.outlet = outlet;
    this.timeOut = parts.timeOut();
    Runnable pace = this::repace;
    outlet.whenWaiting(() -> loop.post(pace));
    SourceLock lock = new SourceLock(parts.strangers());
    this.demultiplexer =
        new Demultiplexer(name, loop, ports.rtp(), parts.identity(), lock, outlet, this::repace);
    ReceiveStatistics received = new ReceiveStatistics();
    this.reports =
        new Reports(outlet, received, parts.clock(), parts.random(), parts.canonicalName());
    this.speaker = new Speaker(outlet, overlay, this::tell);
    this.inlet =
        new Inlet(
            received,
            reports,
            outlet,
            lock,
            this::pressed,
            digit -> tell(new MediaEvent.Digit(digit)),
            timeOut);
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
    loop.post(this::apply);
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
    Playing next = new Playing(number, offset);
    List<Prompt> row = List.copyOf(prompts);
    latest = next;
    loop.post(() -> replace(next));
    plane.load(this, next, row, language, whose);
  }

  @Override
  public void overlay(long number, List<Prompt> prompts, int duck) {
    Playing next = new Playing(number, Duration.ZERO);
    List<Prompt> row = List.copyOf(prompts);
    loop.post(() -> cover(next, duck));
    plane.load(this, next, row, language, whose);
  }

  @Override
  public void stopOverlay(long number) {
    loop.post(() -> overlay.stop(number));
  }

  @Override
  public void language(String tag) {
    language = tag;
  }

  @Override
  public void whose(String domain) {
    whose = domain;
  }

  @Override
  public void stop(long number) {
    loop.post(
        () -> {
          speaker.stop(number);
          repace();
        });
  }

  @Override
  public void pause() {
    loop.post(() -> hold(true));
  }

  @Override
  public void resume() {
    loop.post(() -> hold(false));
  }

  private void hold(boolean still) {
    speaker.hold(still);
    repace();
  }

  @Override
  public void seek(Duration position) {
    loop.post(() -> speaker.seek(position));
  }

  @Override
  public Duration position() {
    Playing last = latest;
    return last == null ? Duration.ZERO : last.position();
  }

  @Override
  public void sendDigit(char digit) {
    loop.post(
        () -> {
          speaker.sendDigit(digit, loop.now());
          repace();
        });
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
    loop.post(() -> inlet.answered(loop.now()));
  }

  @Override
  public Quality quality() {
    Session agreed = session;
    return reports.quality(agreed == null ? "" : agreed.codec().name());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      plane.closing(this);
      loop.post(this::shut);
    }
  }

  boolean isClosed() {
    return closed.get();
  }

  @Nullable EmbeddedLeg peer() {
    return forwarding.peer();
  }

  /** Bridges this side; null parts it. */
  void peer(@Nullable EmbeddedLeg other) {
    forwarding.peer(other);
    loop.post(this::repace);
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
    return under;
  }

  /** Sends on what a bridged leg received; on that leg's media thread. */
  void relay(
      EmbeddedLeg from, Session spoken, RtpPacket p, Session.Kind kind, ByteBuffer b, long now) {
    outlet.relay(from, spoken, p, kind, b, now);
  }

  /** Sends a frame that was made elsewhere, on a media thread that may be another. */
  void hear(Object from, short[] frame, int rate, long at) {
    if (outlet.isOccupied()) {
      return; // a prompt is heard in its place, and what is over that goes on with the prompt
    }
    overlay.over(frame, rate / 50);
    outlet.say(from, frame, rate, at);
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
            tell(new MediaEvent.Failed(what.number, reason));
          }
          repace();
        });
  }

  // The media thread's part.

  /** Registers the sockets; the first thing posted for a leg. */
  void begin() {
    loop.add(this);
    sockets.open();
  }

  /** Takes up the session agreed last; a packet may come before the task that says so. */
  @SuppressWarnings("ReferenceEquality") // the same negotiation or not
  private @Nullable Session apply() {
    Session agreed = session;
    if (agreed == null || agreed == applied || closed.get()) {
      return agreed;
    }
    long now = loop.now();
    applied = agreed;
    inlet.agree(agreed, now);
    speaker.agreed(now);
    demultiplexer.agree(agreed);
    loop.pace(this, now);
    return agreed;
  }

  private void repace() {
    if (applied != null && !closed.get()) {
      loop.pace(this, loop.now());
    }
  }

  private void received(ByteBuffer b, InetSocketAddress from, boolean rtp) {
    long now = loop.now();
    Session agreed = apply();
    if (rtp && b.hasRemaining() && Demultiplexer.isForUs(b.get(0) & 0xFF)) {
      demultiplexer.expect(ice);
      if (!demultiplexer.take(b, from, now)) {
        inlet.drop();
      }
      return;
    }
    if (agreed == null) {
      return; // media before the answer: nobody to hear it yet
    }
    boolean control = !rtp || RtpPacket.isRtcp(b);
    if (!demultiplexer.admits(b, control)) {
      inlet.drop();
    } else if (control) {
      inlet.control(agreed, b, from, now);
    } else {
      audio(agreed, b, from, now);
    }
  }

  private void audio(Session agreed, ByteBuffer b, InetSocketAddress from, long now) {
    Session.Kind kind = inlet.audio(agreed, loop.packet, b, from, now);
    if (forwarding.take(agreed, kind, loop.packet, b, now)) {
      repace();
    }
  }

  private void pressed(char digit) {
    tell(new MediaEvent.Digit(digit));
    forwarding.pressed(digit);
  }

  /** Sends what is due; answers when the next is. */
  @Override
  long tick(long now) {
    EmbeddedLeg other = peer();
    boolean mixed = mixed() != null;
    Decoding talk = other == null || mixed ? null : under;
    boolean covered = overlay.isOn();
    if (!covered) {
      under = null;
    } else if (talk == null && other != null && !mixed) {
      talk = new Decoding(isWide() && other.isWide() ? Codec.WIDE : Codec.RATE);
      under = talk;
    }
    long next = speaker.tick(other != null || mixed, talk, mixed, now);
    return Math.min(outlet.drain(now), forwarding.tick(next, now));
  }

  private void cover(Playing next, int duck) {
    if (closed.get()) {
      tell(new MediaEvent.Played(next.number, false, Duration.ZERO));
      return;
    }
    overlay.play(next, duck);
    repace();
  }

  private void replace(@Nullable Playing next) {
    boolean over = closed.get();
    speaker.play(over ? null : next);
    if (over && next != null) {
      tell(new MediaEvent.Played(next.number, false, Duration.ZERO));
    }
    repace();
  }

  /** Looks after what has no packet to trigger it. */
  void sweep(long now) {
    Session agreed = applied;
    if (agreed == null) {
      return;
    }
    if (inlet.sweep(agreed, now)) {
      LOG.log(Level.INFO, () -> "leg " + name + ": no media for " + timeOut.toMillis() + " ms");
      tell(new MediaEvent.TimedOut());
    }
    if (reports.due(now)) {
      report(agreed, false, now);
    }
  }

  private void report(Session agreed, boolean goodbye, long now) {
    InetSocketAddress to = inlet.reportsTo(agreed);
    if (to == null) {
      return;
    }
    reports.write(loop.out, goodbye, now);
    if (demultiplexer.protection().protectControl(loop.out)) {
      sockets.report(loop.out, to, agreed.rtcpMux());
    }
  }

  private void shut() {
    replace(null);
    overlay.close();
    Session agreed = applied;
    if (agreed != null && reports.isKnown()) {
      report(agreed, true, loop.now());
    }
    demultiplexer.close();
    loop.remove(this);
    sockets.close();
    plane.closed(ports);
  }

  private void tell(MediaEvent event) {
    try {
      events.accept(event);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "leg " + name + ": its owner failed to take an event", e);
    }
  }
}
