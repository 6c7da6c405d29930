package org.meterline.telephony.recording;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/**
 * A WAV file that grows: 8 kHz, 16-bit linear, one or two channels (RIFF, a format chunk of 16
 * octets, a data chunk). Its header says how much there is whenever {@link #settle} was called, so
 * that it can be read while it grows, and after a crash it says less than there is at worst.
 */
final class WavFile implements AutoCloseable {
  static final int HEADER = 44;
  private static final int RIFF = 0x46464952;
  private static final int WAVE = 0x45564157;
  private static final int FORMAT = 0x20746D66;
  private static final int DATA = 0x61746164;
  private static final int LINEAR = 1;

  private final SeekableByteChannel file;
  private final int channels;
  private long frames;

  /** Begins an empty file. */
  WavFile(SeekableByteChannel file, int channels) throws IOException {
    this.file = file;
    this.channels = channels;
    settle();
  }

  /** Adds whole frames. */
  void add(ByteBuffer samples) throws IOException {
    int count = samples.remaining() / (2 * channels);
    file.position(HEADER + frames * 2 * channels);
    write(samples);
    frames += count;
  }

  /** Lets the header tell how much there is. */
  void settle() throws IOException {
    file.position(0);
    write(header(channels, frames));
  }

  private void write(ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      if (file.write(octets) <= 0) {
        throw new IOException("nothing can be written");
      }
    }
  }

  /** Frames that were added. */
  long frames() {
    return frames;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static ByteBuffer header(int channels, long frames) {
    long data = frames * 2 * channels;
    ByteBuffer b = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(RIFF).putInt((int) (data + HEADER - 8)).putInt(WAVE);
    b.putInt(FORMAT).putInt(16).putShort((short) LINEAR).putShort((short) channels);
    b.putInt(Track.RATE).putInt(Track.RATE * 2 * channels);
    b.putShort((short) (2 * channels)).putShort((short) 16);
    b.putInt(DATA).putInt((int) data);
    return b.flip();
  }

  /**
   * Lets a file that a dead process left tell how much there is of it, whole frames alone.
   *
   * @return how many frames
   * @throws IOException when it is none of ours
   */
  static long repair(SeekableByteChannel file) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    file.position(0);
    while (b.hasRemaining()) {
      if (file.read(b) < 0) {
        throw new EOFException("shorter than its header");
      }
    }
    int channels = b.getShort(22);
    if (b.getInt(0) != RIFF || b.getInt(8) != WAVE || b.getInt(36) != DATA || channels < 1) {
      throw new IOException("not a recording");
    }
    long frames = (file.size() - HEADER) / (2L * channels);
    file.truncate(HEADER + frames * 2 * channels);
    file.position(0);
    ByteBuffer header = header(channels, frames);
    while (header.hasRemaining()) {
      file.write(header);
    }
    return frames;
  }
}
