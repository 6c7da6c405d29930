package org.meterline.telephony.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.recording.Recorder;
import org.meterline.telephony.recording.RecordingSettings;
import org.meterline.telephony.recording.RecordingWriter;
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.speech.Voice;
import org.meterline.telephony.speech.Web;
import org.meterline.telephony.srtp.DtlsIdentity;

/**
 * The media plane inside the engine's process: G.711, G.722 and Opus over RTP, plain or protected,
 * relayed, translated, replaced by prompts, with RTCP and telephone events (RFC 3264, 3550, 3551,
 * 4733, 4961, 5761, 7587, 8866); for browsers, ICE and DTLS-SRTP (RFC 8445, 5764).
 *
 * <p>It works when constructed; {@link #ready()} becomes true a moment later, when packets have run
 * through it over loopback and the built-in prompts are read, so that the first caller does not
 * wait for classes to be loaded. It is true no more while a media thread cannot go on.
 */
public final class EmbeddedMediaPlane implements MediaPlane {
  private static final System.Logger LOG = System.getLogger(EmbeddedMediaPlane.class.getName());

  /** Prompts kept in memory: about 17 minutes. */
  private static final long SHELF_OCTETS = 16L << 20;

  private final MediaSettings settings;
  private final List<MediaLoop> loops = new ArrayList<>();
  private final PortRange range;
  private final PromptShelf shelf;
  private final Parts parts;
  private final @Nullable RecordingWriter recordings;
  private final LongAdder faults = new LongAdder();
  private final Set<EmbeddedLeg> legs = ConcurrentHashMap.newKeySet();
  private final Object bridging = new Object();
  private volatile boolean warm;
  private volatile boolean closed;

  /** What every leg is built with. */
  record Parts(
      InstantSource clock,
      Random random,
      String canonicalName,
      Duration timeOut,
      DtlsIdentity identity,
      LongAdder strangers) {}

  /**
   * Starts the media threads.
   *
   * @param clock the time of day, for RTCP sender reports
   * @throws UncheckedIOException if the system gives no selector
   */
  public EmbeddedMediaPlane(MediaSettings settings, InstantSource clock) {
    this(settings, clock, Voice.NONE, Web.NONE, OwnSounds.NONE);
  }

  /** As above, with a voice for texts, the web for sounds that lie there, and tenants' own ones. */
  public EmbeddedMediaPlane(
      MediaSettings settings, InstantSource clock, Voice voice, Web web, OwnSounds own) {
    this(settings, clock, System::nanoTime, voice, web, own);
  }

  /** As above, with the nanoseconds that pacing and time-outs go by. */
  EmbeddedMediaPlane(MediaSettings settings, InstantSource clock, LongSupplier ticker) {
    this(settings, clock, ticker, Voice.NONE, Web.NONE, OwnSounds.NONE);
  }

  private EmbeddedMediaPlane(
      MediaSettings settings,
      InstantSource clock,
      LongSupplier ticker,
      Voice voice,
      Web web,
      OwnSounds own) {
    this.settings = settings;
    this.range =
        new PortRange(settings.bind(), settings.lowestPort(), settings.highestPort(), ticker);
    this.shelf = new PromptShelf(settings.prompts(), SHELF_OCTETS, voice, web, own);
    RecordingSettings kept = settings.recordings();
    this.recordings = kept == null ? null : new RecordingWriter(kept, ticker);
    SecureRandom random = new SecureRandom();
    byte[] name = new byte[12];
    random.nextBytes(name);
    // Names us without telling anything (RFC 7022).
    this.parts =
        new Parts(
            clock,
            random,
            HexFormat.of().formatHex(name) + "@meterline",
            settings.timeOut(),
            DtlsIdentity.make(clock.instant(), random),
            new LongAdder());
    try {
      int first = settings.realTime() ? RealTime.most() : 0;
      for (int i = 0; i < settings.threads(); i++) {
        loops.add(new MediaLoop("media-" + i, ticker, faults, i < first));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for media", e);
    }
    loops.forEach(MediaLoop::start);
    if (settings.realTime()) {
      RealTime.takeForCollector();
    }
    Thread.ofVirtual().name("media-warm-up").start(this::warmUp);
  }

  @Override
  public MediaLeg open(String call, String name, Consumer<MediaEvent> events) throws NoPorts {
    MediaLoop loop = loopOf(call);
    return open(name, loop, events, range.take(loop), settings.advertised());
  }

  @Override
  public MediaLeg openForHelp(String call, String name, Consumer<MediaEvent> events)
      throws NoPorts {
    MediaLoop loop = loopOf(call);
    return open(name, loop, events, range.takeForHelp(loop), settings.advertised());
  }

  /** A leg that far ends on this machine reach, on ports outside of the range. */
  EmbeddedLeg openHere(String name, Consumer<MediaEvent> events) throws NoPorts {
    return open(name, loopOf(name), events, range.ephemeral(), OwnAddresses.of(settings.here()));
  }

  /** Names of calls are random: threads get their share without anyone keeping count. */
  private MediaLoop loopOf(String call) {
    return loops.get(Math.floorMod(call.hashCode(), loops.size()));
  }

  private EmbeddedLeg open(
      String name,
      MediaLoop loop,
      Consumer<MediaEvent> events,
      PortPair ports,
      OwnAddresses advertised) {
    Negotiation negotiation =
        new Negotiation(
            advertised,
            ports.rtpPort(),
            ports.rtcpPort(),
            parts.identity().fingerprint().value(),
            parts.random());
    Outlet outlet = new Outlet(ports.rtp(), parts.random());
    EmbeddedLeg leg = new EmbeddedLeg(name, this, loop, ports, events, negotiation, outlet, parts);
    legs.add(leg);
    leg.listen();
    loop.postLazily(leg::begin);
    if (closed) {
      leg.close();
    }
    return leg;
  }

  @Override
  public void bridge(MediaLeg a, MediaLeg b) {
    EmbeddedLeg one = own(a);
    EmbeddedLeg other = own(b);
    if (one == other) {
      throw new IllegalArgumentException("a leg is not bridged to itself");
    }
    synchronized (bridging) {
      part(one);
      part(other);
      if (!one.isClosed() && !other.isClosed()) {
        one.peer(other);
        other.peer(one);
      }
    }
  }

  @Override
  public void unbridge(MediaLeg leg) {
    synchronized (bridging) {
      part(own(leg));
    }
  }

  @Override
  public Mix mix() {
    return new EmbeddedMix(bridging);
  }

  /** Takes a leg out of the bridge or mix it is in; under the lock on these. */
  static void part(EmbeddedLeg leg) {
    EmbeddedMix.Member mixed = leg.mixed();
    if (mixed != null) {
      mixed.leave();
    }
    EmbeddedLeg other = leg.peer();
    if (other != null) {
      leg.peer(null);
      other.peer(null);
    }
  }

  static EmbeddedLeg own(MediaLeg leg) {
    if (leg instanceof EmbeddedLeg own) {
      return own;
    }
    throw new IllegalArgumentException("a leg of another media plane");
  }

  @Override
  public long strangers() {
    return parts.strangers().sum();
  }

  @Override
  public long faults() {
    return faults.sum();
  }

  @Override
  public Recorder recorder() {
    return recordings == null ? Recorder.NONE : recordings;
  }

  @Override
  public boolean ready() {
    return warm && loops.stream().allMatch(MediaLoop::works);
  }

  private void warmUp() {
    try {
      new WarmUp(this, shelf).run();
    } catch (NoPorts | Unacceptable | IOException e) {
      if (!closed) {
        LOG.log(
            Level.WARNING,
            "the media plane could not be warmed up; the first prompt may be late",
            e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      warm = true;
    }
  }

  /** Reads the prompts of a play and hands them to it; what is at hand costs no thread. */
  void load(Playback to, Playing playing, List<Prompt> prompts, String language, String whose) {
    List<Clip> clips = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      Clip clip = null;
      try {
        clip = shelf.atHand(prompts.get(i), language, whose);
      } catch (IOException e) {
        reasons.add(reason(e));
        continue;
      }
      if (clip == null) {
        List<Prompt> rest = prompts.subList(i, prompts.size());
        Thread.ofVirtual()
            .name("media-prompts")
            .start(() -> to.loaded(playing, read(rest, language, whose, clips, reasons), reasons));
        return;
      }
      clips.add(clip);
    }
    to.loaded(playing, clips, reasons);
  }

  private List<Clip> read(
      List<Prompt> prompts, String language, String whose, List<Clip> clips, List<String> reasons) {
    for (Prompt prompt : prompts) {
      try {
        clips.add(shelf.read(prompt, language, whose));
      } catch (IOException | RuntimeException e) {
        reasons.add(reason(e));
      }
    }
    return clips;
  }

  private static String reason(Exception e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /** The leg is no more; its ports follow. */
  void closing(EmbeddedLeg leg) {
    range.closing();
    synchronized (bridging) {
      part(leg);
    }
    legs.remove(leg);
  }

  /** They are free for another leg; on the media thread. */
  void closed(PortPair ports, MediaLoop loop) {
    if (!range.rest(ports)) {
      range.close(ports, loop);
    }
  }

  @Override
  public void close() {
    closed = true;
    legs.forEach(EmbeddedLeg::close);
    loops.forEach(MediaLoop::stop);
    range.close();
    if (recordings != null) {
      recordings.close();
    }
  }
}
