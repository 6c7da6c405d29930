package org.meterline.telephony.modem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Law;

/** How a voice modem's samples are written, 8,000 of them a second; the best for us first. */
enum VoiceFormat {
  A_LAW(1),
  MU_LAW(1),
  SIGNED_16(2),
  UNSIGNED_8(1),
  SIGNED_8(1);

  /** Octets of a sample. */
  final int octets;

  /** With start and stop bit. */
  private static final int BITS_OF_AN_OCTET = 10;

  /** V.253, section on {@code +VSM}: label, name, and what else the maker thinks of. */
  private static final Pattern LINE =
      Pattern.compile("(?:\\+VSM:\\s*)?(\\d{1,3})\\s*,\\s*\"([^\"]*)\"(.*)");

  private static final Pattern BITS = Pattern.compile("\\s*,\\s*(\\d{1,2})\\s*(?:,.*)?");
  private static final Pattern BITS_IN_NAME = Pattern.compile("(\\d{1,2})[ -]?BIT.*");
  private static final Pattern RATE = Pattern.compile("(\\d{4,5})(?:\\s*-\\s*(\\d{4,5}))?");

  VoiceFormat(int octets) {
    this.octets = octets;
  }

  /**
   * What a modem offers.
   *
   * @param label the modem's number for it
   */
  record Offered(VoiceFormat format, int label) {}

  /**
   * The best that a port of that rate carries.
   *
   * @param lines what the modem answers to {@code AT+VSM=?}
   */
  static Optional<Offered> best(List<String> lines, int baud) {
    List<Offered> all = new ArrayList<>();
    lines.forEach(line -> of(line).ifPresent(all::add));
    for (VoiceFormat format : values()) {
      for (Offered each : all) {
        if (each.format() == format && format.octets * Law.RATE * BITS_OF_AN_OCTET <= baud) {
          return Optional.of(each);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Offered> of(String text) {
    Matcher line = LINE.matcher(text.strip());
    if (!line.matches() || !has8000(line.group(3))) {
      return Optional.empty();
    }
    String name = line.group(2).toUpperCase(Locale.ROOT);
    Matcher bits = BITS.matcher(line.group(3));
    Matcher inName = BITS_IN_NAME.matcher(name);
    String width = bits.matches() ? bits.group(1) : inName.matches() ? inName.group(1) : "8";
    String letters = name.replaceAll("[^A-Z0-9]", "");
    return Optional.ofNullable(named(letters, width))
        .map(format -> new Offered(format, Integer.parseInt(line.group(1))));
  }

  private static @Nullable VoiceFormat named(String name, String bits) {
    if (name.contains("ADPCM") || !(bits.equals("8") || bits.equals("16"))) {
      return null;
    }
    if (name.contains("ULAW") || name.contains("G711U")) {
      return MU_LAW;
    }
    if (name.contains("ALAW") || name.contains("G711A")) {
      return A_LAW;
    }
    if (!name.contains("PCM") && !name.contains("LINEAR")) {
      return null;
    }
    boolean signed = name.contains("SIGNED") && !name.contains("UNSIGNED");
    if (bits.equals("16")) {
      return name.contains("UNSIGNED") ? null : SIGNED_16;
    }
    return signed ? SIGNED_8 : UNSIGNED_8;
  }

  /** Rates as a list or as a span; one who names none has this one. */
  private static boolean has8000(String rest) {
    boolean any = false;
    for (Matcher rate = RATE.matcher(rest); rate.find(); ) {
      any = true;
      int low = Integer.parseInt(rate.group(1));
      int high = rate.group(2) == null ? low : Integer.parseInt(rate.group(2));
      if (low <= Law.RATE && Law.RATE <= high) {
        return true;
      }
    }
    return !any;
  }

  /** Octets of the modem as 16-bit samples, low octet first. */
  byte[] toSamples(byte[] octets) {
    if (this == SIGNED_16) {
      return octets;
    }
    byte[] samples = new byte[octets.length * 2];
    for (int i = 0; i < octets.length; i++) {
      int sample = sample(octets[i]);
      samples[2 * i] = (byte) sample;
      samples[2 * i + 1] = (byte) (sample >> 8);
    }
    return samples;
  }

  private int sample(byte octet) {
    return switch (this) {
      case A_LAW -> Law.PCMA.decode(octet);
      case MU_LAW -> Law.PCMU.decode(octet);
      case UNSIGNED_8 -> ((octet & 0xFF) - 128) << 8;
      case SIGNED_8, SIGNED_16 -> octet << 8;
    };
  }

  /** 16-bit samples, low octet first, as octets of the modem. */
  byte[] ofSamples(byte[] samples, int length) {
    if (this == SIGNED_16) {
      return Arrays.copyOf(samples, length);
    }
    byte[] octets = new byte[length / 2];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = octet((short) ((samples[2 * i] & 0xFF) | samples[2 * i + 1] << 8));
    }
    return octets;
  }

  private byte octet(short sample) {
    return switch (this) {
      case A_LAW -> Law.PCMA.encode(sample);
      case MU_LAW -> Law.PCMU.encode(sample);
      case UNSIGNED_8 -> (byte) (eight(sample) + 128);
      case SIGNED_8, SIGNED_16 -> (byte) eight(sample);
    };
  }

  /** Rounded: what is cut off is heard as a hum. */
  private static int eight(short sample) {
    return Math.min(127, (sample + 128) >> 8);
  }
}
