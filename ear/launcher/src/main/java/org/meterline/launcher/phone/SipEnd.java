package org.meterline.launcher.phone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket that speaks SIP: client transactions with retransmission, answers to repeated
 * requests from memory, and the dialogs on it (RFC 3261, sections 12 and 17).
 */
final class SipEnd implements AutoCloseable {
  private static final long T1_MILLIS = 500;
  private static final long T2_MILLIS = 4_000;

  private final DatagramSocket socket;
  private final String user;
  private final Ladder ladder;
  private final Map<String, BlockingQueue<SipMessage>> waiting = new ConcurrentHashMap<>();
  private final Map<String, byte[]> acknowledgements = new ConcurrentHashMap<>();
  private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
  private final Map<String, Dialog> dialogs = new ConcurrentHashMap<>();
  private volatile boolean movesAudio = true;
  private volatile @Nullable Consumer<Dialog> callee;
  private volatile @Nullable Consumer<SipMessage> messages;

  SipEnd(InetSocketAddress local, String user, Ladder ladder) throws SocketException {
    this.socket = new DatagramSocket(local);
    this.socket.setReceiveBufferSize(1 << 20);
    this.user = user;
    this.ladder = ladder;
    Thread.ofPlatform().daemon().name("sip-" + user).start(this::receive);
  }

  /** Leaves the audio of its calls to somebody else. */
  void leaveAudio() {
    movesAudio = false;
  }

  boolean movesAudio() {
    return movesAudio;
  }

  /** Who takes calls that come in; without one they get 480. */
  void onCall(Consumer<Dialog> callee) {
    this.callee = callee;
  }

  /** Who reads requests of the method MESSAGE. */
  void onMessage(Consumer<SipMessage> messages) {
    this.messages = messages;
  }

  InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  String address() {
    return local().getAddress().getHostAddress() + ":" + local().getPort();
  }

  String contact() {
    return "<sip:" + user + "@" + address() + ">";
  }

  Ladder ladder() {
    return ladder;
  }

  void put(Dialog dialog) {
    dialogs.put(dialog.callId(), dialog);
  }

  /** A request with a fresh branch and what every request has. */
  SipMessage request(
      String method, String uri, List<SipMessage.Header> more, @Nullable String sdp) {
    List<SipMessage.Header> headers = new ArrayList<>();
    headers.add(
        new SipMessage.Header(
            "Via", "SIP/2.0/UDP " + address() + ";branch=z9hG4bK" + UUID.randomUUID() + ";rport"));
    headers.add(new SipMessage.Header("Max-Forwards", "70"));
    headers.addAll(more);
    headers.add(new SipMessage.Header("Contact", contact()));
    headers.add(new SipMessage.Header("User-Agent", "Meterline simulated phone"));
    if (sdp != null) {
      headers.add(new SipMessage.Header("Content-Type", "application/sdp"));
    }
    return new SipMessage(method + " " + uri + " SIP/2.0", headers, sdp == null ? "" : sdp);
  }

  /**
   * Sends a request and waits for its final response.
   *
   * @param limit how long, once something has been heard; 32 s before
   */
  SipMessage transact(
      SipMessage request, InetSocketAddress to, Duration limit, Consumer<SipMessage> provisional)
      throws InterruptedException {
    BlockingQueue<SipMessage> responses = new LinkedBlockingQueue<>();
    waiting.put(request.branch(), responses);
    try {
      send(request, to);
      long end = System.nanoTime() + Duration.ofSeconds(32).toNanos();
      long interval = T1_MILLIS;
      boolean heard = false;
      while (System.nanoTime() < end) {
        SipMessage response = responses.poll(interval, TimeUnit.MILLISECONDS);
        if (response == null) {
          if (!heard) {
            raw(request.bytes(), to);
            interval = Math.min(interval * 2, T2_MILLIS);
          }
        } else if (response.status() >= 200) {
          return response;
        } else {
          heard = true;
          end = System.nanoTime() + limit.toNanos();
          provisional.accept(response);
        }
      }
      throw new IllegalStateException("no answer to " + request.method() + " from " + to);
    } finally {
      waiting.remove(request.branch());
    }
  }

  /** Sends an ACK and keeps it for repeated responses. */
  void acknowledge(SipMessage ack, InetSocketAddress to) {
    acknowledgements.put(transaction(ack), ack.bytes());
    send(ack, to);
  }

  void send(SipMessage message, InetSocketAddress to) {
    ladder.add(Ladder.Way.SENT, message.title());
    raw(message.bytes(), to);
  }

  /** Answers a request; the answer is kept for its repetitions. */
  void respond(
      SipMessage request, InetSocketAddress to, int status, String phrase, String tag, String sdp) {
    List<SipMessage.Header> headers = new ArrayList<>();
    for (String name : List.of("Via", "From", "To", "Call-ID", "CSeq", "Record-Route")) {
      for (String value : request.all(name)) {
        boolean tagless = name.equals("To") && SipMessage.tag(value).isEmpty() && status > 100;
        headers.add(new SipMessage.Header(name, tagless ? value + ";tag=" + tag : value));
      }
    }
    headers.add(new SipMessage.Header("Contact", contact()));
    if (!sdp.isEmpty()) {
      headers.add(new SipMessage.Header("Content-Type", "application/sdp"));
    }
    SipMessage response = new SipMessage("SIP/2.0 " + status + " " + phrase, headers, sdp);
    answers.put(request.branch() + request.method(), response.bytes());
    send(response, to);
  }

  private void raw(byte[] data, InetSocketAddress to) {
    try {
      socket.send(new DatagramPacket(data, data.length, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive() {
    byte[] buffer = new byte[65_535];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (packet.getLength() > 8) {
          take(
              SipMessage.parse(buffer, packet.getLength()),
              (InetSocketAddress) packet.getSocketAddress());
        }
      } catch (IOException | RuntimeException e) {
        if (!socket.isClosed()) {
          ladder.add(Ladder.Way.NOTE, "unreadable: " + e.getMessage());
        }
      }
    }
  }

  private void take(SipMessage message, InetSocketAddress from) {
    if (message.isResponse()) {
      BlockingQueue<SipMessage> responses = waiting.get(message.branch());
      byte[] ack = acknowledgements.get(transaction(message));
      if (responses != null) {
        ladder.add(Ladder.Way.RECEIVED, message.title());
        responses.add(message);
      } else if (ack != null && message.status() >= 200 && message.method().equals("INVITE")) {
        raw(ack, from);
      }
      return;
    }
    byte[] answer = answers.get(message.branch() + message.method());
    if (answer != null) {
      raw(answer, from);
      return;
    }
    ladder.add(Ladder.Way.RECEIVED, message.title());
    Dialog dialog = dialogs.get(message.required("Call-ID"));
    switch (message.method()) {
      case "INVITE" -> invited(message, from, dialog);
      case "ACK" -> {
        if (dialog != null) {
          dialog.acknowledged();
        }
      }
      case "BYE" -> {
        respond(
            message, from, dialog == null ? 481 : 200, dialog == null ? "No call" : "OK", "", "");
        if (dialog != null) {
          dialog.hungUp(message);
        }
      }
      case "CANCEL" -> {
        respond(message, from, dialog == null ? 481 : 200, "OK", "c", "");
        if (dialog != null) {
          dialog.cancelled();
        }
      }
      case "MESSAGE" -> {
        respond(message, from, 202, "Accepted", "m", "");
        Consumer<SipMessage> reader = messages;
        if (reader != null) {
          Thread.ofVirtual().start(() -> reader.accept(message));
        }
      }
      case "OPTIONS", "INFO", "UPDATE" -> respond(message, from, 200, "OK", "o", "");
      default -> respond(message, from, 501, "Not implemented", "n", "");
    }
  }

  private void invited(SipMessage invite, InetSocketAddress from, @Nullable Dialog dialog) {
    Consumer<Dialog> taker = callee;
    if (dialog != null) {
      dialog.offeredAgain(invite, from);
    } else if (taker == null) {
      respond(invite, from, 480, "Nobody here", "x", "");
    } else {
      respond(invite, from, 100, "Trying", "", "");
      dialogs.values().removeIf(Dialog::forgotten);
      Dialog incoming = Dialog.incoming(this, invite, from);
      put(incoming);
      Thread.ofVirtual().name("call-" + user).start(() -> taker.accept(incoming));
    }
  }

  private static String transaction(SipMessage message) {
    String cseq = message.required("CSeq");
    return message.required("Call-ID") + " " + cseq.substring(0, cseq.indexOf(' '));
  }

  @Override
  public void close() {
    dialogs.values().forEach(Dialog::close);
    socket.close();
  }
}
