package org.meterline.telephony.sip;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** A TCP connection, with TLS or without, that carries a flow. */
final class Connection implements Flow.Carrier {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  /** Until a stranger's first message is in, and any message that has begun. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Who is silent for a minute is asked, each quarter of one: after another they are gone. */
  private static final int ASKED_AFTER = 60;

  private static final int ASKED_EVERY = 15;
  private static final int ASKED_TIMES = 4;

  private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int PIECE = 4_096;

  private final Socket beneath;
  private final Socket socket;
  private final Duration strangers;
  private final Duration silence;
  private final OutputStream out;

  /**
   * @param beneath the TCP connection; closing that blocks never, whatever TLS is about
   * @param socket what is talked over: the same, or TLS on it
   * @param strangers how long a stranger has to prove who they are
   * @param silence after which it is dead, if a phone is bound to it: that was told to give signs
   *     of life more often (RFC 5626, section 4.4.1)
   */
  Connection(Socket beneath, Socket socket, Duration strangers, Duration silence)
      throws IOException {
    this.strangers = strangers;
    this.silence = silence;
    this.beneath = beneath;
    this.socket = socket;
    this.out = socket.getOutputStream();
    beneath.setTcpNoDelay(true);
    beneath.setKeepAlive(true);
    beneath.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, ASKED_AFTER);
    beneath.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, ASKED_EVERY);
    beneath.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, ASKED_TIMES);
  }

  InetSocketAddress peer() {
    return (InetSocketAddress) beneath.getRemoteSocketAddress();
  }

  @Override
  public void write(byte[] message) throws IOException {
    out.write(message);
    out.flush();
  }

  @Override
  public void close() {
    closed(beneath);
  }

  static void closed(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection is closed already", e);
    }
  }

  /** Hands on what comes, until the peer or we close it. */
  void read(FlowChannel channel) {
    Flow flow = channel.flow();
    try {
      if (hear(channel)) {
        flow.close("its peer closed it");
      } else {
        flow.end();
      }
    } catch (IOException | RuntimeException e) {
      flow.close(String.valueOf(e.getMessage()));
    }
  }

  /** False if what comes is of no more use. */
  private boolean hear(FlowChannel channel) throws IOException {
    var framer = new StreamFramer(Stack.LARGEST_MESSAGE);
    var sink = new Heard(channel);
    InputStream in = socket.getInputStream();
    byte[] piece = new byte[PIECE];
    long opened = System.nanoTime();
    long since = opened;
    while (true) {
      boolean idle = framer.between() && sink.messages > 0;
      int rest =
          channel.isKnown()
              ? (int) silence.toMillis()
              : left(strangers, opened, "nobody has proved who they are");
      socket.setSoTimeout(idle ? rest : left(PATIENCE, since, "a message took too long"));
      int count;
      try {
        count = in.read(piece);
      } catch (SocketTimeoutException e) {
        if (idle && channel.isKnown() && !channel.flow().bound()) {
          continue; // perhaps by another connection, or as a trunk, since it began to wait
        }
        throw e;
      }
      if (count < 0) {
        return true;
      }
      if (channel.isBanned()) {
        return false;
      }
      long before = sink.messages;
      if (!framer.take(piece, count, sink)) {
        return false;
      }
      if (idle || sink.messages > before) {
        since = System.nanoTime();
      }
    }
  }

  /** In milliseconds. */
  private static int left(Duration of, long since, String over) throws IOException {
    long left = of.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    if (left <= 0) {
      throw new IOException(over);
    }
    return (int) left;
  }

  private static final class Heard implements StreamFramer.Sink {
    private final FlowChannel channel;
    private long messages;

    Heard(FlowChannel channel) {
      this.channel = channel;
    }

    @Override
    public void message(byte[] message) {
      messages++;
      channel.flow().hear();
      channel.received(message);
    }

    @Override
    public void ping() {
      channel.flow().hear();
      try {
        channel.flow().send(PONG);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a ping is not answered", e);
      }
    }

    @Override
    public void endless(byte[] head) {
      channel.endless(head);
    }
  }
}
