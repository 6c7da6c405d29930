package org.meterline.telephony.media;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
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
final class EmbeddedLeg implements MediaLeg {
  private static final System.Logger LOG = System.getLogger(EmbeddedLeg.class.getName());

  /** How many packets one leg may take before others get their turn. */
  private static final int BURST = 32;

  private final String name;
  private final EmbeddedMediaPlane plane;
  private final MediaLoop loop;
  private final PortRange.Pair ports;
  private final Consumer<MediaEvent> events;
  private final Negotiation negotiation;
  private final Outlet outlet;
  private final Reports reports;
  private final Inlet inlet;
  private final Demultiplexer demultiplexer;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Speaker speaker;
  private final Duration timeOut;

  /** The recordings of what the far end says. */
  private final Taps taps = new Taps();

  private volatile @Nullable Session session;
  private volatile @Nullable IceCredentials ice;
  private volatile @Nullable EmbeddedLeg peer;
  private volatile @Nullable Playing latest;
  private volatile String language = "en";
  private volatile boolean unheard;

  // The rest belongs to the media thread.
  private @Nullable Session applied;
  private @Nullable Translation translation;
  private long due;

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
    this.events = events;
    this.negotiation = negotiation;
    this.outlet = outlet;
    this.timeOut = parts.timeOut();
    SourceLock lock = new SourceLock(parts.strangers());
    this.demultiplexer =
        new Demultiplexer(name, loop, ports.rtp(), parts.identity(), lock, outlet, this::repace);
    ReceiveStatistics received = new ReceiveStatistics();
    this.reports =
        new Reports(outlet, received, parts.clock(), parts.random(), parts.canonicalName());
    this.speaker = new Speaker(outlet, this::tell);
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
  public void told() {
    negotiation.told();
  }

  @Override
  public void play(long number, List<Prompt> prompts, Duration offset) {
    Playing next = new Playing(number, offset);
    List<Prompt> row = List.copyOf(prompts);
    latest = next;
    loop.post(() -> replace(next));
    plane.load(this, next, row, language);
  }

  @Override
  public void language(String tag) {
    language = tag;
  }

  @Override
  public void stop() {
    loop.post(() -> replace(null));
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
    taps.add(recording.said());
    outlet.taps.add(recording.heard());
  }

  @Override
  public void release(Recording recording) {
    taps.remove(recording.said());
    outlet.taps.remove(recording.heard());
  }

  @Override
  public void unheard(boolean held) {
    unheard = held;
  }

  @Override
  public void answered() {
    loop.post(() -> inlet.heard(loop.now()));
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
    return peer;
  }

  /** Bridges this side; null parts it. */
  void peer(@Nullable EmbeddedLeg other) {
    peer = other;
    loop.post(this::repace);
  }

  /** What a play named was read; reasons say what could not be. */
  void loaded(Playing what, List<Clip> clips, List<String> reasons) {
    loop.post(
        () -> {
          if (!speaker.ready(what, clips)) {
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
    try {
      listen(ports.rtp(), true);
      listen(ports.rtcp(), false);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "leg " + name + ": its sockets cannot be listened to", e);
    }
  }

  private void listen(MediaSocket to, boolean rtp) throws IOException {
    for (DatagramChannel each : to.channels()) {
      each.register(loop.selector(), SelectionKey.OP_READ, new Socket(each, rtp));
    }
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

  long due() {
    return due;
  }

  void due(long at) {
    due = at;
  }

  private void repace() {
    if (applied != null && !closed.get()) {
      loop.pace(this, loop.now());
    }
  }

  /** One of the leg's sockets, as its selection key knows it. */
  final class Socket {
    private final DatagramChannel channel;
    private final boolean rtp;

    Socket(DatagramChannel channel, boolean rtp) {
      this.channel = channel;
      this.rtp = rtp;
    }

    void readable() {
      ByteBuffer b = loop.in;
      try {
        for (int i = 0; i < BURST; i++) {
          b.clear().limit(MediaLoop.LARGEST);
          InetSocketAddress from = (InetSocketAddress) channel.receive(b);
          if (from == null) {
            return;
          }
          b.flip();
          received(b, from, rtp);
        }
      } catch (IOException | RuntimeException e) {
        if (!closed.get()) {
          LOG.log(Level.WARNING, "leg " + name + ": receiving failed", e);
        }
      }
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
    Codec spokenIn = kind.codec;
    EmbeddedLeg other = peer;
    Session heard = other == null ? null : other.session;
    if (spokenIn != null && !unheard && (heard == null || heard.sends())) {
      RtpPacket p = loop.packet;
      taps.take(spokenIn, b, p.offset, p.length, p.ssrc, p.timestamp, now);
    }
    if (kind == Session.Kind.NOTHING || other == null || heard == null || !agreed.receives()) {
      return;
    }
    boolean event = kind == Session.Kind.EVENT;
    Session.Kind spoken = event ? Session.Kind.of(agreed.codec()) : kind;
    if (spoken.passesTo(heard.codec())) {
      other.outlet.relay(this, agreed, loop.packet, kind, b, now);
    } else {
      translate(kind, b, now);
    }
  }

  private void translate(Session.Kind kind, ByteBuffer b, long now) {
    Translation own = translation;
    if (own == null) {
      own = new Translation();
      translation = own;
    }
    if (own.take(kind, loop.packet, b, now)) {
      repace();
    }
  }

  /** A telephone event is over: a partner to whom its packets do not go hears of it otherwise. */
  private void pressed(char digit) {
    tell(new MediaEvent.Digit(digit));
    EmbeddedLeg other = peer;
    Session agreed = session;
    if (other != null && agreed != null && agreed.receives()) {
      Session heard = other.session;
      if (heard != null && !agreed.sharesEvents(heard)) {
        other.sendDigit(digit);
      }
    }
  }

  /** Sends what is due; answers when the next is. */
  long tick(long now) {
    EmbeddedLeg other = peer;
    long next = speaker.tick(other != null, now);
    Translation own = translation;
    return own == null
        ? next
        : Math.min(next, own.tick(this, other == null ? null : other.outlet, now));
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
    if (!demultiplexer.protection().protectControl(loop.out)) {
      return;
    }
    try {
      (agreed.rtcpMux() ? ports.rtp() : ports.rtcp()).send(loop.out, to);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "leg " + name + ": a report could not be sent: " + e.getMessage());
    }
  }

  private void shut() {
    replace(null);
    Session agreed = applied;
    if (agreed != null && reports.isKnown()) {
      report(agreed, true, loop.now());
    }
    demultiplexer.close();
    loop.remove(this);
    try {
      ports.rtp().close();
      ports.rtcp().close();
      loop.selector().selectNow(_ -> {}); // only now does the system have the ports back
    } catch (IOException e) {
      LOG.log(Level.WARNING, "leg " + name + ": its sockets could not be closed", e);
    }
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
