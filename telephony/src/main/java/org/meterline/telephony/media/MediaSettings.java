package org.meterline.telephony.media;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.recording.RecordingSettings;

/**
 * How the embedded media plane is set up.
 *
 * @param bind the addresses the sockets are bound to; their families (IPv4, IPv6 or both) are those
 *     that are spoken
 * @param advertised the addresses far ends are told, one of each family that is spoken; the public
 *     ones behind a NAT
 * @param lowestPort first port of the range, {@code highestPort} the last; both 0: whatever ports
 *     the system gives
 * @param threads how many threads carry media; a call stays on one
 * @param timeOut after how long without a packet a leg is told of by {@link MediaEvent.TimedOut};
 *     zero: never
 * @param prompts a folder whose {@code en/<name>.wav} come before the built-in prompts, or null
 * @param recordings where recordings are kept; null: none are made
 * @param realTime whether media threads, but for those that would leave no core to others, come
 *     before ordinary ones, where the system permits that
 */
public record MediaSettings(
    OwnAddresses bind,
    OwnAddresses advertised,
    int lowestPort,
    int highestPort,
    int threads,
    Duration timeOut,
    @Nullable Path prompts,
    @Nullable RecordingSettings recordings,
    boolean realTime) {
  /** Of {@link #threads(boolean)}. */
  private static final int MOST_THREADS = 8;

  public MediaSettings {
    if (advertised.all().stream().anyMatch(InetAddress::isAnyLocalAddress)) {
      throw new IllegalArgumentException("the advertised media address must be a real one");
    }
    for (InetAddress each : bind.all()) {
      if (!advertised.speaks(each)) {
        throw new IllegalArgumentException(
            "no media address is advertised for " + IpLiteral.text(each));
      }
    }
    if (lowestPort < 0 || highestPort > 65_535 || lowestPort > highestPort) {
      throw new IllegalArgumentException(
          "not a range of media ports: " + lowestPort + "-" + highestPort);
    }
    if (highestPort > 0 && highestPort < ((lowestPort + 1) & ~1) + 1) {
      throw new IllegalArgumentException(
          "no even media port with its odd neighbour in " + lowestPort + "-" + highestPort);
    }
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("media threads must be 1 to 64, not " + threads);
    }
    if (timeOut.isNegative()) {
      throw new IllegalArgumentException("the media time-out must not be negative");
    }
  }

  /**
   * How many threads carry media on this machine: a core has one each, but where they come first
   * there are no more than may, so that no call is on one that waits for its turn behind them.
   */
  public static int threads(boolean realTime) {
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.clamp(realTime ? RealTime.most() : cores, 1, MOST_THREADS);
  }

  /** Where whoever is on this machine reaches the sockets. */
  public InetAddress here() {
    InetAddress first = bind.usual();
    if (!first.isAnyLocalAddress()) {
      return first;
    }
    return InetAddress.ofLiteral(first instanceof Inet6Address ? "::1" : "127.0.0.1");
  }

  /** One that keeps no recordings. */
  public MediaSettings(
      OwnAddresses bind,
      OwnAddresses advertised,
      int lowestPort,
      int highestPort,
      int threads,
      Duration timeOut,
      @Nullable Path prompts) {
    this(bind, advertised, lowestPort, highestPort, threads, timeOut, prompts, null, false);
  }

  /** One with a single address. */
  public MediaSettings(
      InetAddress bind,
      InetAddress advertised,
      int lowestPort,
      int highestPort,
      int threads,
      Duration timeOut,
      @Nullable Path prompts) {
    this(
        OwnAddresses.of(bind),
        OwnAddresses.of(advertised),
        lowestPort,
        highestPort,
        threads,
        timeOut,
        prompts);
  }

  /** The same with recordings. */
  public MediaSettings with(RecordingSettings kept) {
    return new MediaSettings(
        bind, advertised, lowestPort, highestPort, threads, timeOut, prompts, kept, realTime);
  }

  /** For one machine by itself and for tests: loopback, any ports, one thread. */
  public static MediaSettings loopback() {
    return on(OwnAddresses.parse("127.0.0.1"));
  }

  /** The same on these addresses of this machine. */
  public static MediaSettings on(OwnAddresses here) {
    return new MediaSettings(here, here, 0, 0, 1, Duration.ofSeconds(60), null, null, true);
  }
}
