package org.meterline.telephony.launcher;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One message between the engine and the launcher. On the wire: kind (1 byte), run (4 bytes, big
 * endian), length of the body (4 bytes), body.
 */
public final class Frame {
  /** No body is longer: who sends more is not the other end. */
  public static final int LONGEST = 1 << 20;

  /** How many bytes of output, and of input, of one run may be on their way unread. */
  public static final int WINDOW = 64 * 1024;

  /** How much of a program's standard error is carried; the rest is read and dropped. */
  public static final int STANDARD_ERROR = 64 * 1024;

  private static final int HEADER = 9;

  /** What a frame says. The first six go to the launcher, the others to the engine. */
  public enum Kind {
    /** Start a run: an {@link Order}. */
    START,
    /** Bytes for its standard input. */
    INPUT,
    /** Close its standard input. */
    INPUT_END,
    /** The engine has consumed so many bytes (int) of its standard output. */
    CREDIT,
    /** The call is over: a {@link Farewell}. */
    HANG_UP,
    /** End it now: SIGKILL. */
    KILL,

    /** The launcher is ready: its sandbox's name and a remark, both as text. */
    HELLO,
    /** The process exists. */
    STARTED,
    /** It could not be started: why, as text. */
    NOT_STARTED,
    /** Bytes of its standard output. */
    OUTPUT,
    /** Its standard output is at its end. It may go on running. */
    OUTPUT_END,
    /** Bytes of its standard error. */
    ERROR,
    /** So many bytes (int) of its standard input were taken, or dropped because it is closed. */
    WRITTEN,
    /** It is gone: exit status, or 128 + signal (int). What it wrote before may still follow. */
    EXITED
  }

  /**
   * What to start.
   *
   * @param folder absolute path of the program's folder, seen read-only by the program
   * @param file name of the executable within it
   * @param weak whether it may run without a sandbox
   */
  public record Order(String folder, String file, boolean weak) {
    public byte[] bytes() {
      return write(
          out -> {
            out.writeUTF(folder);
            out.writeUTF(file);
            out.writeBoolean(weak);
          });
    }

    static Order of(Frame frame) throws IOException {
      DataInputStream in = frame.reader();
      return new Order(in.readUTF(), in.readUTF(), in.readBoolean());
    }
  }

  /**
   * How a run is ended.
   *
   * @param hangUp whether SIGHUP is sent, at once
   * @param termAfterMillis when SIGTERM follows
   * @param killAfterMillis when SIGKILL follows, counted from the start too
   */
  public record Farewell(boolean hangUp, long termAfterMillis, long killAfterMillis) {
    public byte[] bytes() {
      return write(
          out -> {
            out.writeBoolean(hangUp);
            out.writeLong(termAfterMillis);
            out.writeLong(killAfterMillis);
          });
    }

    static Farewell of(Frame frame) throws IOException {
      DataInputStream in = frame.reader();
      return new Farewell(in.readBoolean(), in.readLong(), in.readLong());
    }
  }

  private interface Body {
    void write(DataOutputStream out) throws IOException;
  }

  private final Kind kind;
  private final int run;
  private final byte[] body;

  private Frame(Kind kind, int run, byte[] body) {
    this.kind = kind;
    this.run = run;
    this.body = body;
  }

  public static Frame of(Kind kind, int run, byte[] body) {
    return new Frame(kind, run, body);
  }

  public static Frame of(Kind kind, int run) {
    return new Frame(kind, run, new byte[0]);
  }

  public static Frame of(Kind kind, int run, int number) {
    return new Frame(kind, run, ByteBuffer.allocate(4).putInt(number).array());
  }

  public static Frame of(Kind kind, int run, String text) {
    return new Frame(kind, run, text.getBytes(StandardCharsets.UTF_8));
  }

  static Frame hello(String sandbox, String remark) {
    return new Frame(
        Kind.HELLO,
        0,
        write(
            out -> {
              out.writeUTF(sandbox);
              out.writeUTF(remark);
            }));
  }

  public Kind kind() {
    return kind;
  }

  public int run() {
    return run;
  }

  /** The body itself, not a copy. */
  public byte[] body() {
    return body;
  }

  public int number() {
    return ByteBuffer.wrap(body).getInt();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Reads the body as the writing methods of this class filled it. */
  public DataInputStream reader() {
    return new DataInputStream(new ByteArrayInputStream(body));
  }

  /** Writes the whole frame; the caller sees to it that nobody else writes meanwhile. */
  @SuppressWarnings("EnumOrdinal") // Both ends are of one build.
  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + body.length);
    buffer.put((byte) kind.ordinal()).putInt(run).putInt(body.length).put(body).flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** The next frame; empty when the other end has closed in between two frames. */
  public static Optional<Frame> readFrom(ReadableByteChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    while (header.hasRemaining()) {
      if (channel.read(header) < 0) {
        if (header.position() == 0) {
          return Optional.empty();
        }
        throw new EOFException("closed within a frame");
      }
    }
    header.flip();
    int kind = header.get();
    int run = header.getInt();
    int length = header.getInt();
    Kind[] kinds = Kind.values();
    if (kind < 0 || kind >= kinds.length || length < 0 || length > LONGEST) {
      throw new IOException("not a frame: kind " + kind + ", length " + length);
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    while (body.hasRemaining()) {
      if (channel.read(body) < 0) {
        throw new EOFException("closed within a frame");
      }
    }
    return Optional.of(new Frame(kinds[kind], run, body.array()));
  }

  private static byte[] write(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail so", e);
    }
    return bytes.toByteArray();
  }
}
