package org.meterline.telephony.modem;

import java.io.ByteArrayOutputStream;

/**
 * The octets of a voice stream (ITU-T V.253 and TIA IS-101): a DLE in the sound is doubled, DLE and
 * ETX end it, and DLE with anything else tells an event. What is shielded are octets, not samples.
 * Pure, for one thread.
 */
final class DleFraming {
  static final byte DLE = 0x10;
  static final byte ETX = 0x03;

  /** One of two DLE in the sound, next to each other. */
  private static final byte SUB = 0x1A;

  /** Begins what an event tells at length, up to DLE and a full stop. */
  private static final byte LONG_EVENT = 'X';

  private static final byte END_OF_LONG_EVENT = '.';

  /** No event has more to tell; then it was none. */
  private static final int LONGEST = 512;

  /** Whom the stream tells. */
  interface Heard {
    /** Sound, unshielded. */
    void sound(byte[] octets);

    /** {@code b} for a busy tone, {@code 5} for a digit. */
    void event(char code);

    /** The modem has ended the stream. */
    void ended();
  }

  private final Heard heard;
  private boolean escaped;
  private int within;

  DleFraming(Heard heard) {
    this.heard = heard;
  }

  /**
   * Takes what came next.
   *
   * @return where it went on: behind the end of the stream, or at {@code to}
   */
  int take(byte[] octets, int from, int to) {
    ByteArrayOutputStream sound = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      byte octet = octets[i];
      if (within > 0) {
        passOver(octet);
      } else if (!escaped && octet != DLE) {
        sound.write(octet);
      } else if (!escaped) {
        escaped = true;
      } else {
        escaped = false;
        if (octet == ETX) {
          tell(sound);
          heard.ended();
          return i + 1;
        }
        shielded(octet, sound);
      }
    }
    tell(sound);
    return to;
  }

  private void shielded(byte octet, ByteArrayOutputStream sound) {
    switch (octet) {
      case DLE -> sound.write(DLE);
      case SUB -> {
        sound.write(DLE);
        sound.write(DLE);
      }
      case LONG_EVENT -> within = LONGEST;
      default -> {
        tell(sound);
        heard.event((char) (octet & 0xFF));
      }
    }
  }

  private void passOver(byte octet) {
    within--;
    if (escaped && octet == END_OF_LONG_EVENT) {
      within = 0;
    }
    escaped = within > 0 && octet == DLE;
  }

  private void tell(ByteArrayOutputStream sound) {
    if (sound.size() > 0) {
      heard.sound(sound.toByteArray());
      sound.reset();
    }
  }

  /** Sound as it is sent. */
  static byte[] shield(byte[] sound) {
    ByteArrayOutputStream shielded = new ByteArrayOutputStream(sound.length + 8);
    for (byte octet : sound) {
      shielded.write(octet);
      if (octet == DLE) {
        shielded.write(DLE);
      }
    }
    return shielded.toByteArray();
  }
}
