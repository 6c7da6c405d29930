package org.meterline.telephony.relay;

import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.recording.Recorder;

/**
 * A media plane whose legs have rtpengine between themselves and their far ends: it does ICE, DTLS
 * and SRTP and forwards packets, while prompts, digits and bridging stay in the plane behind, which
 * speaks plain RTP with it. Which legs go that way is a setting; the others are the plane's own.
 *
 * <p>It is asked each second whether it is there. When it is not three times in a row, or has
 * forgotten a leg because it was started anew, the legs on it are told {@link MediaEvent.Lost}.
 */
public final class RtpengineRelay implements MediaPlane {
  private static final System.Logger LOG = System.getLogger(RtpengineRelay.class.getName());
  private static final long PING_MILLIS = 1000;

  /**
   * How long is waited after the first unanswered question, and the next: the third is the last.
   */
  private static final long[] AGAIN_MILLIS = {500, 1000};

  private final MediaPlane plane;
  private final RelaySettings settings;
  private final InetAddress inside;
  private final NgClient client;
  private final String prefix;
  private final AtomicLong numbers = new AtomicLong();
  private final Set<RelayedLeg> legs = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean answers;

  /** Questions in a row that were not answered; of the thread that asks. */
  private int unanswered;

  /**
   * Begins to ask whether rtpengine is there.
   *
   * @param plane closed with this
   * @param inside where rtpengine reaches the plane's ports
   * @throws UncheckedIOException when the system gives no socket
   */
  public RtpengineRelay(MediaPlane plane, RelaySettings settings, InetAddress inside) {
    this.plane = plane;
    this.settings = settings;
    this.inside = inside;
    SecureRandom random = new SecureRandom();
    byte[] name = new byte[8];
    random.nextBytes(name);
    this.prefix = "meterline-" + HexFormat.of().formatHex(name) + "-";
    try {
      this.client = new NgClient(settings.ng(), random);
    } catch (SocketException e) {
      throw new UncheckedIOException("no socket for the media relay", e);
    }
    Thread.ofVirtual().name("ng-health").start(this::watch);
  }

  RelaySettings settings() {
    return settings;
  }

  NgClient client() {
    return client;
  }

  InetAddress inside() {
    return inside;
  }

  boolean answers() {
    return answers;
  }

  /** A question was not answered: until the next that is, nobody else need wait for it. */
  void silent() {
    answers = false;
  }

  /** A name for a call at rtpengine; every leg is one of its own there. */
  String nextName() {
    return prefix + numbers.incrementAndGet();
  }

  @Override
  public MediaLeg open(String call, String name, Consumer<MediaEvent> events) throws NoPorts {
    return relayed(plane.open(call, name, events), events);
  }

  @Override
  public MediaLeg openForHelp(String call, String name, Consumer<MediaEvent> events)
      throws NoPorts {
    return relayed(plane.openForHelp(call, name, events), events);
  }

  private MediaLeg relayed(MediaLeg plain, Consumer<MediaEvent> events) {
    RelayedLeg leg = new RelayedLeg(this, plain, events);
    legs.add(leg);
    return leg;
  }

  void closing(RelayedLeg leg) {
    legs.remove(leg);
  }

  @Override
  public void bridge(MediaLeg a, MediaLeg b) {
    plane.bridge(own(a).plain(), own(b).plain());
  }

  @Override
  public void unbridge(MediaLeg leg) {
    plane.unbridge(own(leg).plain());
  }

  @Override
  public Mix mix() {
    return new RelayedMix(plane.mix());
  }

  static RelayedLeg own(MediaLeg leg) {
    if (leg instanceof RelayedLeg own) {
      return own;
    }
    throw new IllegalArgumentException("a leg of another media plane");
  }

  @Override
  public Recorder recorder() {
    return plane.recorder();
  }

  @Override
  public long strangers() {
    return plane.strangers();
  }

  @Override
  public long faults() {
    return plane.faults();
  }

  @Override
  public boolean ready() {
    return plane.ready() && (answers || settings.instead());
  }

  @Override
  public String relay() {
    String where = "rtpengine at " + NgClient.text(settings.ng());
    if (answers) {
      return where;
    }
    return where
        + " does not answer"
        + (settings.instead() ? "; new legs go without it" : "; calls that need it are refused");
  }

  private void watch() {
    try {
      do {
        try {
          ask();
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "whether the media relay is there could not be asked", e);
        }
      } while (!closed.await(pause(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long pause() {
    return unanswered == 0 || unanswered > AGAIN_MILLIS.length
        ? PING_MILLIS
        : AGAIN_MILLIS[unanswered - 1];
  }

  /** One lost question stops new legs from going that way, three end those that are on it. */
  private void ask() {
    boolean before = answers;
    try {
      boolean _ = client.ask("ping", Map.of()).isEmpty();
      answers = true;
      unanswered = 0;
      if (!before) {
        LOG.log(Level.INFO, relay());
      }
      if (someForgotten()) {
        legs.stream().filter(this::isForgotten).forEach(leg -> leg.lost("was started anew"));
      }
    } catch (NgClient.NoAnswer | NgClient.Refused e) {
      answers = false;
      unanswered++;
      if (before && closed.getCount() > 0) {
        LOG.log(Level.WARNING, relay());
      }
      if (unanswered > AGAIN_MILLIS.length) {
        legs.forEach(leg -> leg.lost("does not answer"));
      }
    }
  }

  /** Whether one of the legs, chosen by chance, is not known to it any more. */
  private boolean someForgotten() {
    return legs.stream()
        .filter(RelayedLeg::isRelayed)
        .findAny()
        .filter(this::isForgotten)
        .isPresent();
  }

  private boolean isForgotten(RelayedLeg leg) {
    String name = leg.relayedAs();
    if (name == null) {
      return false;
    }
    try {
      boolean _ = client.ask("query", Map.of("call-id", name)).isEmpty();
      return false;
    } catch (NgClient.Refused e) {
      return leg.isRelayed(); // it may have been closed meanwhile
    } catch (NgClient.NoAnswer e) {
      return false; // the next ping tells
    }
  }

  @Override
  public void close() {
    closed.countDown();
    legs.forEach(RelayedLeg::close);
    client.close();
    plane.close();
  }
}
