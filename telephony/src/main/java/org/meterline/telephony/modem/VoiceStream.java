package org.meterline.telephony.modem;

import java.time.Duration;
import java.util.Arrays;

/**
 * The one port of a voice modem, which carries either command lines or sound, and events in both.
 * What comes is taken on the modem's thread; sound is written on any.
 */
final class VoiceStream implements DleFraming.Heard {
  /** So that the modem has something to say while the first of ours is on its way: 40 ms. */
  private static final int AHEAD = 320 * 2;

  /** Whom it tells. */
  interface Side {
    /** 16-bit samples, low octet first. */
    void sound(byte[] samples);

    void event(char code);

    /** The modem ended the stream, and nobody had asked it to. */
    void ended();
  }

  private final Side side;
  private final AtDialogue dialogue;
  private final SerialPorts.Port port;
  private DleFraming framing = new DleFraming(this);
  private VoiceFormat format = VoiceFormat.A_LAW;

  /** What comes is sound. */
  private boolean sounds;

  /** What is written is sound; guarded by this. */
  private boolean writes;

  private boolean lineFeed;
  private boolean escaped;
  private long octets;

  VoiceStream(Side side, AtDialogue dialogue, SerialPorts.Port port) {
    this.side = side;
    this.dialogue = dialogue;
    this.port = port;
  }

  /** The modem said CONNECT: the line feed behind it is the last of the reply. */
  void begin(VoiceFormat next) {
    format = next;
    framing = new DleFraming(this);
    sounds = true;
    lineFeed = true;
    synchronized (this) {
      writes = true;
    }
    out().write(new byte[AHEAD], AHEAD);
  }

  boolean flows() {
    synchronized (this) {
      return writes;
    }
  }

  /** How much sound came. */
  long octets() {
    return octets;
  }

  /** No more sound is written: what is written now is a command. */
  synchronized void stop() {
    writes = false;
  }

  /** What comes is lines again, even if the modem did not say so. */
  void commands() {
    stop();
    sounds = false;
  }

  /** Takes samples of 16 bits, low octet first, while there is sound. */
  SerialPorts.Port out() {
    return new SerialPorts.Port() {
      @Override
      public void write(byte[] bytes, int length) {
        synchronized (VoiceStream.this) {
          if (writes) {
            byte[] shielded = DleFraming.shield(format.ofSamples(bytes, length));
            port.write(shielded, shielded.length);
          }
        }
      }

      @Override
      public void close() {}
    };
  }

  /** Bytes came. */
  void received(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      at = sounds ? sound(bytes, at) : lines(bytes, at);
    }
  }

  private int sound(byte[] bytes, int at) {
    boolean skip = lineFeed && bytes[at] == '\n';
    lineFeed = false;
    return skip ? at + 1 : framing.take(bytes, at, bytes.length);
  }

  /** Up to the end of one line: what it says may make sound of what follows. */
  private int lines(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length) {
      byte octet = bytes[end];
      if (escaped) {
        escaped = false;
        if (octet != DleFraming.DLE && octet != DleFraming.ETX) {
          side.event((char) (octet & 0xFF));
        }
        return end + 1;
      }
      if (octet == DleFraming.DLE) {
        escaped = true;
        pass(bytes, at, end);
        return end + 1;
      }
      end++;
      if (octet == '\r') {
        break;
      }
    }
    pass(bytes, at, end);
    return end;
  }

  private void pass(byte[] bytes, int from, int to) {
    byte[] part = Arrays.copyOfRange(bytes, from, to);
    dialogue.received(part, part.length);
  }

  @Override
  public void sound(byte[] all) {
    octets += all.length;
    side.sound(format.toSamples(all));
  }

  @Override
  public void event(char code) {
    side.event(code);
  }

  @Override
  public void ended() {
    boolean asked = !flows();
    commands();
    if (!asked) {
      side.ended();
    }
  }

  /** What leads out of a stream that a dead process left, and is nothing to who is in none. */
  static final String ESCAPE = "\u0010\u0003\u0010^\r";

  /** Asks the modem to end the stream (V.253: duplex abort); it says DLE, ETX and OK. */
  static AtCommand leave() {
    return AtCommand.secret("\u0010^", "<DLE>^").within(Duration.ofSeconds(3));
  }
}
