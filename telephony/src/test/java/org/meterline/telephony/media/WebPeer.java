package org.meterline.telephony.media;

import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.ice.IceCredentials;
import org.meterline.telephony.ice.StunRequest;
import org.meterline.telephony.srtp.DtlsHandshake;
import org.meterline.telephony.srtp.DtlsIdentity;
import org.meterline.telephony.srtp.Fingerprint;
import org.meterline.telephony.srtp.SrtpContext;

/** A far end that talks as browsers do: one port, checks, a handshake, protected packets. */
final class WebPeer implements AutoCloseable, DtlsHandshake.Path {
  static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";
  private static final String PASSWORD = "0123456789012345678901";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DtlsIdentity IDENTITY = DtlsIdentity.make(Instant.EPOCH, RANDOM);

  final DatagramSocket socket;
  final List<short[]> heard = new CopyOnWriteArrayList<>();
  final AtomicInteger reports = new AtomicInteger();
  private final DtlsIdentity identity;
  private final DtlsHandshake handshake;
  private final AtomicInteger checksAnswered = new AtomicInteger();
  private volatile @Nullable SrtpContext in;
  private volatile @Nullable SrtpContext out;
  private volatile @Nullable String failure;
  private volatile InetSocketAddress to = new InetSocketAddress(Peer.HERE, 9);
  private volatile IceCredentials theirs = new IceCredentials("", "");
  private int sequence = 65_400;
  private int timestamp = 77;
  private double phase;

  WebPeer() {
    this(IDENTITY);
  }

  /** Somebody else. */
  static WebPeer stranger() {
    return new WebPeer(DtlsIdentity.make(Instant.EPOCH, RANDOM));
  }

  private WebPeer(DtlsIdentity identity) {
    this.identity = identity;
    this.handshake = new DtlsHandshake(identity, this);
    try {
      socket = new DatagramSocket(0, Peer.HERE);
    } catch (SocketException e) {
      throw new AssertionError(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  static String fingerprint() {
    return IDENTITY.fingerprint().value();
  }

  /**
   * As phones offer that do no ICE.
   *
   * @param at the port that they say they are at
   */
  Sdp plainOffer(String setup, int at) {
    return new Sdp(
        String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "c=IN IP4 127.0.0.1",
                "t=0 0",
                "m=audio " + at + " UDP/TLS/RTP/SAVP 0",
                "a=fingerprint:" + identity.fingerprint().value(),
                "a=setup:" + setup,
                "a=rtcp-mux")
            + "\r\n");
  }

  /** Sends there, without checks. */
  WebPeer sendsTo(Sdp described) {
    to = new InetSocketAddress(Peer.HERE, Peer.port(described));
    return this;
  }

  /** As Chromium offers, in short: no address is told, and there is video. */
  Sdp offer(String setup, String fragment, String fingerprint) {
    return new Sdp(
        String.join(
                "\r\n",
                "v=0",
                "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0 1",
                "a=extmap-allow-mixed",
                "a=msid-semantic: WMS",
                "m=audio 9 " + PROTOCOL + " 111 63 9 0 8 13 110 126",
                "c=IN IP4 0.0.0.0",
                "a=rtcp:9 IN IP4 0.0.0.0",
                "a=candidate:1 1 udp 2113937151 4d4d.local 50000 typ host generation 0",
                "a=ice-ufrag:" + fragment,
                "a=ice-pwd:" + PASSWORD,
                "a=ice-options:trickle",
                "a=fingerprint:" + fingerprint,
                "a=setup:" + setup,
                "a=mid:0",
                "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
                "a=sendrecv",
                "a=rtcp-mux",
                "a=rtpmap:111 opus/48000/2",
                "a=rtpmap:0 PCMU/8000",
                "a=rtpmap:8 PCMA/8000",
                "a=rtpmap:110 telephone-event/48000",
                "a=rtpmap:126 telephone-event/8000",
                "m=video 9 " + PROTOCOL + " 96",
                "c=IN IP4 0.0.0.0",
                "a=mid:1",
                "a=bundle-only",
                "a=rtcp-mux",
                "a=rtpmap:96 VP8/90000")
            + "\r\n");
  }

  Sdp answer(String setup) {
    return new Sdp(
        String.join(
                "\r\n",
                "v=0",
                "o=- 1 2 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "m=audio 9 " + PROTOCOL + " 0",
                "c=IN IP4 0.0.0.0",
                "a=ice-ufrag:them",
                "a=ice-pwd:" + PASSWORD,
                "a=fingerprint:" + fingerprint(),
                "a=setup:" + setup,
                "a=mid:0",
                "a=rtcp-mux")
            + "\r\n");
  }

  /** Checks the way that a description shows, until it is answered. */
  WebPeer checks(Sdp described) {
    to = new InetSocketAddress(Peer.HERE, Peer.port(described));
    theirs = new IceCredentials(value(described, "ice-ufrag"), value(described, "ice-pwd"));
    int before = checksAnswered.get();
    send(StunRequest.check(theirs, "them"));
    until("a check is answered", () -> checksAnswered.get() > before);
    return this;
  }

  /** Shakes hands with whom a description names, and waits until there are keys. */
  WebPeer shakes(Sdp described) {
    shake(described, value(described, "setup").equals("passive"));
    until("keys, or " + failure, () -> in != null);
    return this;
  }

  void shake(Sdp described, boolean active) {
    Optional<Fingerprint> print = Fingerprint.parse(value(described, "fingerprint"));
    handshake.start("peer", List.of(print.orElseThrow()), active);
  }

  boolean isRefused() {
    return failure != null;
  }

  static String value(Sdp sdp, String attribute) {
    Matcher m = Pattern.compile("a=" + attribute + ":(.*)\r\n").matcher(sdp.text());
    if (!m.find()) {
      throw new AssertionError("no " + attribute + " in " + sdp);
    }
    return m.group(1);
  }

  /** Sends a tone in frames of 20 ms, in real time. */
  void say(int hertz, int frames) {
    long begin = System.nanoTime();
    for (int i = 0; i < frames; i++) {
      ByteBuffer b = ByteBuffer.allocate(220);
      b.put((byte) 0x80).put((byte) 0).putShort((short) sequence++).putInt(timestamp);
      b.putInt(0x5151);
      for (int j = 0; j < 160; j++) {
        b.put(Law.PCMU.encode((short) Math.round(8000 * Math.sin(phase))));
        phase += 2 * Math.PI * hertz / 8000;
      }
      timestamp += 160;
      SrtpContext keys = out;
      if (keys != null && keys.protect(b.flip())) {
        send(Arrays.copyOf(b.array(), b.limit()));
      }
      Peer.awaitUntil(begin + (i + 1) * 20_000_000L);
    }
  }

  /** All that was heard, in a row. */
  short[] audio() {
    List<short[]> frames = List.copyOf(heard);
    short[] all = new short[frames.stream().mapToInt(f -> f.length).sum()];
    int at = 0;
    for (short[] frame : frames) {
      System.arraycopy(frame, 0, all, at, frame.length);
      at += frame.length;
    }
    return all;
  }

  @Override
  public void send(byte[] datagram) {
    try {
      socket.send(new DatagramPacket(datagram, datagram.length, to));
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void keyed(SrtpContext inward, SrtpContext outward) {
    out = outward;
    in = inward;
  }

  @Override
  public void failed(String why) {
    failure = why;
  }

  private void listen() {
    byte[] space = new byte[2048];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(space, space.length);
      try {
        socket.receive(packet);
      } catch (IOException e) {
        return;
      }
      int first = space[0] & 0xFF;
      byte[] datagram = Arrays.copyOf(space, packet.getLength());
      if (first < 4) {
        var from = (InetSocketAddress) packet.getSocketAddress();
        StunRequest.answer(datagram, from, PASSWORD).ifPresent(this::send);
        if (StunRequest.isSuccess(datagram, theirs.password())) {
          checksAnswered.incrementAndGet();
        }
      } else if (first < 64) {
        handshake.received(datagram);
      } else {
        media(datagram);
      }
    }
  }

  private void media(byte[] datagram) {
    SrtpContext keys = in;
    ByteBuffer b = ByteBuffer.wrap(datagram);
    if (keys == null) {
      return;
    }
    if (RtpPacket.isRtcp(b)) {
      if (keys.unprotectControl(b)) {
        reports.incrementAndGet();
      }
      return;
    }
    if (keys.unprotect(b)) {
      short[] frame = new short[b.limit() - RtpPacket.HEADER];
      for (int i = 0; i < frame.length; i++) {
        frame[i] = Law.PCMU.decode(b.get(RtpPacket.HEADER + i));
      }
      heard.add(frame);
    }
  }

  @Override
  public void close() {
    handshake.close();
    socket.close();
  }
}
