package org.meterline.telephony.speech;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.fetch.Addresses;
import org.meterline.telephony.fetch.HttpGet;

/**
 * Sounds of other servers. Who names them may be a stranger's program, so only public addresses are
 * asked (after each redirection anew), by the very address that was looked up and judged. What was
 * fetched is kept while it is in use and asked for again by its tag.
 */
public final class HttpSounds implements Web {
  private static final int MOST_REDIRECTIONS = 5;
  private static final int LARGEST = 10 << 20;
  private static final long CAPACITY = 32L << 20;
  private static final byte[] RIFF = "RIFF".getBytes(StandardCharsets.US_ASCII);

  private final boolean anywhere;
  private final Duration patience;
  private final LongSupplier nanos;
  private final Addresses addresses;
  private final Map<URI, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long size;

  private static final class Kept {
    final @Nullable String tag;
    final byte[] wav;

    Kept(@Nullable String tag, byte[] wav) {
      this.tag = tag;
      this.wav = wav;
    }
  }

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public HttpSounds(SpeechSettings settings, LongSupplier nanos) {
    this(settings, nanos, InetAddress::getAllByName);
  }

  HttpSounds(SpeechSettings settings, LongSupplier nanos, Addresses addresses) {
    this.anywhere = settings.privateAddresses();
    this.patience = settings.patience();
    this.nanos = nanos;
    this.addresses = addresses;
  }

  @Override
  public byte[] fetch(URI address) throws IOException {
    long deadline = nanos.getAsLong() + patience.toNanos();
    Kept before = kept(address);
    URI at = address;
    for (int i = 0; i <= MOST_REDIRECTIONS; i++) {
      HttpGet.Answer answer =
          new HttpGet(at, pinned(at), "audio/*", deadline, nanos, LARGEST)
              .run(before == null ? null : before.tag);
      int status = answer.status;
      if (status == 304 && before != null) {
        return before.wav;
      }
      String location = answer.headers.get("location");
      if (status >= 301 && status <= 308 && location != null) {
        at = redirected(at, location);
        continue;
      }
      if (status != 200) {
        throw new IOException("the sound's server answered " + status);
      }
      byte[] wav = wav(answer);
      keep(address, new Kept(answer.headers.get("etag"), wav));
      return wav;
    }
    throw new IOException("the sound's server redirects without end");
  }

  private static URI redirected(URI from, String location) throws IOException {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("the sound's server redirects to what is no address", e);
    }
  }

  /** The one address that is connected to: looked up once, so that no second answer counts. */
  private InetAddress pinned(URI at) throws IOException {
    String scheme = at.getScheme() == null ? "" : at.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.matches("https?") || at.getHost() == null) {
      throw new IOException("sounds are fetched by http and https");
    }
    InetAddress[] found;
    try {
      found = addresses.of(at.getHost());
    } catch (IOException e) {
      throw new IOException("the sound's server is not known: " + at.getHost(), e);
    }
    for (InetAddress each : found) {
      if (!anywhere && !Addresses.isPublic(each)) {
        throw new IOException("the sound's server is not a public one: " + at.getHost());
      }
    }
    return found[0];
  }

  private static byte[] wav(HttpGet.Answer answer) throws IOException {
    byte[] body = answer.body;
    if (body.length > RIFF.length && ByteBuffer.wrap(body, 0, 4).equals(ByteBuffer.wrap(RIFF))) {
      return body;
    }
    String type = answer.headers.getOrDefault("content-type", "").split(";", 2)[0].strip();
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "audio/basic", "audio/pcmu", "audio/x-mulaw" -> headed(body, 7);
      case "audio/pcma", "audio/x-alaw-basic", "audio/x-alaw" -> headed(body, 6);
      default -> throw new IOException("not a sound that is played: " + type);
    };
  }

  /** G.711 with the header of a WAV file. */
  private static byte[] headed(byte[] body, int encoding) {
    ByteBuffer b = ByteBuffer.allocate(44 + body.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put(RIFF).putInt(36 + body.length).put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
    b.putInt(16).putShort((short) encoding).putShort((short) 1).putInt(8_000).putInt(8_000);
    b.putShort((short) 1).putShort((short) 8);
    b.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(body.length).put(body);
    return b.array();
  }

  private synchronized @Nullable Kept kept(URI address) {
    return kept.get(address);
  }

  private synchronized void keep(URI address, Kept fetched) {
    Kept before = kept.remove(address);
    size -= before == null ? 0 : before.wav.length;
    if (fetched.tag == null) {
      return;
    }
    kept.put(address, fetched);
    size += fetched.wav.length;
    var eldest = kept.values().iterator();
    while (size > CAPACITY) {
      size -= eldest.next().wav.length;
      eldest.remove();
    }
  }
}
