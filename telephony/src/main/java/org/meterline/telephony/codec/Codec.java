package org.meterline.telephony.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of calls as RTP carries them (RFC 3551, RFC 7587). Whatever they can do more, sound
 * that is made here has {@link #RATE} samples a second, and what is mixed or translated between two
 * that can do more has {@link #WIDE}.
 */
public enum Codec {
  PCMA("PCMA", 8, 8000, 1, ""),
  PCMU("PCMU", 0, 8000, 1, ""),
  /** Samples 16,000 times a second; that its clock says 8,000 is an old error (section 4.5.2). */
  G722("G722", 9, 8000, 1, ""),
  OPUS("opus", -1, 48_000, 2, "minptime=10;useinbandfec=1;stereo=0");

  /** Samples a second of sound here. */
  public static final int RATE = 8000;

  /** Samples a second of sound in which the higher half of what two wide codecs can do is kept. */
  public static final int WIDE = 2 * RATE;

  /** Samples of a frame, 20 ms. */
  public static final int FRAME = RATE / 50;

  /** The same at {@link #WIDE}. */
  public static final int WIDE_FRAME = WIDE / 50;

  /** Octets of an encoded frame, at most. */
  public static final int LARGEST = 160;

  /** Samples of the longest packet there is: 120 ms of Opus; more of G.711 is no packet. */
  public static final int LONGEST = 1500;

  private final String encoding;

  /** Its static payload type; -1 where each description says its own. */
  public final int payloadType;

  /** Ticks a second of its RTP clock. */
  public final int clock;

  private final int channels;

  /** What we want of who sends it to us: the value of an fmtp line, or nothing. */
  public final String parameters;

  Codec(String encoding, int payloadType, int clock, int channels, String parameters) {
    this.encoding = encoding;
    this.payloadType = payloadType;
    this.clock = clock;
    this.channels = channels;
    this.parameters = parameters;
  }

  /** The value of an rtpmap line, for example {@code opus/48000/2}. */
  public String map() {
    return encoding + "/" + clock + (channels == 1 ? "" : "/" + channels);
  }

  /** What it is called where people choose codecs: as in SDP, in lower case. */
  public String title() {
    return encoding.toLowerCase(Locale.ROOT);
  }

  /** The codec of that {@link #title}, or null. */
  public static @Nullable Codec titled(String title) {
    for (Codec codec : values()) {
      if (codec.title().equals(title)) {
        return codec;
      }
    }
    return null;
  }

  /** The codec that an rtpmap line names, in whatever case; null for any other. */
  public static @Nullable Codec mapped(String map) {
    String wanted = map.toUpperCase(Locale.ROOT);
    for (Codec codec : values()) {
      String own = codec.map().toUpperCase(Locale.ROOT);
      if (wanted.equals(own) || (codec.channels == 1 && wanted.equals(own + "/1"))) {
        return codec;
      }
    }
    return null;
  }

  /** The codec of a static payload type, or null. */
  public static @Nullable Codec fixed(int payloadType) {
    return switch (payloadType) {
      case 0 -> PCMU;
      case 8 -> PCMA;
      case 9 -> G722;
      default -> null;
    };
  }

  /** The law of G.711 that it is, or null. */
  public @Nullable Law law() {
    return switch (this) {
      case PCMA -> Law.PCMA;
      case PCMU -> Law.PCMU;
      default -> null;
    };
  }

  /** Whether it carries more than 4 kHz of sound. */
  public boolean isWide() {
    return this == G722 || this == OPUS;
  }

  /** A new stream to a far end. */
  public Encoder encoder() {
    return encoder(OpusWishes.NONE, false);
  }

  /**
   * A new stream to a far end.
   *
   * @param wishes of who speaks Opus
   * @param halved whether packets of Opus have two frames of 10 ms, not one of 20
   */
  public Encoder encoder(OpusWishes wishes, boolean halved) {
    return switch (this) {
      case PCMA -> new G711.Out(Law.PCMA);
      case PCMU -> new G711.Out(Law.PCMU);
      case G722 -> new G722.Out();
      case OPUS -> new OpusEncoding(wishes, halved);
    };
  }

  /** A new stream from a far end, as sound of {@link #RATE}. */
  public Decoder decoder() {
    return switch (this) {
      case PCMA -> new G711.In(Law.PCMA);
      case PCMU -> new G711.In(Law.PCMU);
      case G722 -> new G722.In();
      case OPUS -> new OpusDecoding(RATE);
    };
  }

  /**
   * A new stream from a far end.
   *
   * @param rate of what it gives: {@link #RATE} or {@link #WIDE}
   */
  public Decoder decoder(int rate) {
    if (rate == RATE) {
      return decoder();
    }
    return switch (this) {
      case PCMA, PCMU -> new DoubledDecoding(decoder());
      case G722 -> new G722.WideIn();
      case OPUS -> new OpusDecoding(WIDE);
    };
  }

  /** Makes packets of sound. For one thread at a time; only Opus allocates. */
  public interface Encoder {
    /**
     * Encodes a frame.
     *
     * @param frame {@link #FRAME} samples
     * @param out has room for {@link #LARGEST} octets
     * @return how many were written; 0 if that failed
     */
    int encode(short[] frame, byte[] out);

    /**
     * Encodes a frame of sound at {@link #WIDE}; the two kinds may follow each other.
     *
     * @param frame {@link #WIDE_FRAME} samples
     * @param out has room for {@link #LARGEST} octets
     * @return how many were written; 0 if that failed
     */
    int encodeWide(short[] frame, byte[] out);
  }

  /** Makes sound of packets, in their order. For one thread at a time; only Opus allocates. */
  public interface Decoder {
    /**
     * Decodes the payload of a packet.
     *
     * @param out has room for {@link #LONGEST} samples from {@code at} on, twice as many at {@link
     *     #WIDE}
     * @return how many samples it gave; 0 if it cannot be read
     */
    int decode(byte[] in, int offset, int length, short[] out, int at);

    /** Makes up so many samples of sound that did not come, at most as many. */
    void conceal(short[] out, int at, int samples);

    /**
     * Makes so many samples of a packet that did not come, by what the one after it tells of it
     * (in-band FEC); if that tells nothing they are made up. That packet is decoded next.
     */
    default void recover(byte[] in, int offset, int length, short[] out, int at, int samples) {
      conceal(out, at, samples);
    }
  }
}
