package org.meterline.telephony.media;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.Reached;
import org.meterline.telephony.ice.IceCredentials;
import org.meterline.telephony.ice.StunRequest;
import org.meterline.telephony.sip.Rubbish;
import org.meterline.telephony.srtp.DtlsHandshake;
import org.meterline.telephony.srtp.DtlsIdentity;
import org.meterline.telephony.srtp.Fingerprint;
import org.meterline.telephony.srtp.SdesKey;
import org.meterline.telephony.srtp.SrtpContext;
import org.meterline.telephony.srtp.SrtpKeys;
import org.meterline.telephony.srtp.SrtpProfile;

/**
 * The far end of a leg that comes to keys as it should, and sends it what was valid before it was
 * changed: before it was protected, or after; from where it is, and from elsewhere.
 */
public final class FuzzedLeg implements AutoCloseable, DtlsHandshake.Path {
  private static final String PASSWORD = "0123456789012345678901";
  private static final SecureRandom STRONG = new SecureRandom();
  private static final DtlsIdentity IDENTITY = DtlsIdentity.make(Instant.EPOCH, STRONG);
  private static final int[] TYPES = {0, 0, 8, 9, 13, 101, 107, 111, 126};

  /** Of a handshake that went before, a few. */
  private static final int KEPT = 12;

  private final Kind kind;
  private final Random random;
  private final Rubbish rubbish;
  private final Reached reached;
  private final DatagramSocket own = socket();
  private final DatagramSocket other = socket();
  private final DtlsHandshake handshake = new DtlsHandshake(IDENTITY, this);
  private final SdesKey key =
      new SdesKey(1, SrtpKeys.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, STRONG));
  private final Deque<byte[]> records = new ArrayDeque<>();
  private final String setup;
  private volatile @Nullable SrtpContext in;
  private volatile @Nullable SrtpContext out;
  private volatile @Nullable InetSocketAddress to;
  private volatile IceCredentials theirs = new IceCredentials("nobody", "nothing");
  private int sequence;
  private boolean shaking;

  /** How it is protected. */
  public enum Kind {
    OPEN,
    DESCRIBED,
    ICE
  }

  /**
   * @param random its own: it is used by more than one thread
   */
  public FuzzedLeg(Kind kind, Random random, Reached reached) {
    this.kind = kind;
    this.random = random;
    this.rubbish = new Rubbish(random);
    this.reached = reached;
    this.setup = List.of("actpass", "active", "passive").get(random.nextInt(3));
    Thread.ofVirtual().name("fuzzed-leg").start(this::listen);
  }

  private static DatagramSocket socket() {
    try {
      return new DatagramSocket(0, Peer.HERE);
    } catch (SocketException e) {
      throw new AssertionError(e);
    }
  }

  public Kind kind() {
    return kind;
  }

  /** The ports of UDP that are its own. */
  public List<Integer> ports() {
    return List.of(own.getLocalPort(), other.getLocalPort());
  }

  /** What it offers; more than once, it offers the same. */
  public String offer() {
    String profile =
        switch (kind) {
          case OPEN -> "RTP/AVP";
          case DESCRIBED -> "RTP/SAVP";
          case ICE -> WebPeer.PROTOCOL;
        };
    String protection =
        switch (kind) {
          case OPEN -> "";
          case DESCRIBED -> "a=crypto:" + key.value() + "\n";
          case ICE ->
              "a=ice-ufrag:them\na=ice-pwd:%s\na=fingerprint:%s\na=setup:%s\na=mid:0\na=rtcp-mux\n"
                      .formatted(PASSWORD, IDENTITY.fingerprint().value(), setup)
                  + "a=candidate:1 1 udp 2113937151 127.0.0.1 %d typ host\n"
                      .formatted(own.getLocalPort());
        };
    return ("v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n"
            + "m=audio %d %s 0 8 9 111 101\n".formatted(own.getLocalPort(), profile)
            + "a=rtpmap:111 opus/48000/2\na=rtpmap:101 telephone-event/8000\n"
            + protection
            + "a=sendrecv\n")
        .replace("\n", "\r\n");
  }

  /** Takes the other's description, and begins what it asks for. */
  public synchronized void described(String theirSdp) {
    Matcher port = Pattern.compile("m=audio (\\d{1,5}) ").matcher(theirSdp);
    if (!port.find() || port.group(1).equals("0")) {
      return;
    }
    to = new InetSocketAddress(Peer.HERE, Integer.parseInt(port.group(1)));
    String crypto = value(theirSdp, "crypto");
    if (kind == Kind.DESCRIBED && crypto != null && in == null) {
      SdesKey.parse(crypto)
          .ifPresent(
              other -> {
                out = key.keys().begin();
                in = other.keys().begin();
              });
    }
    String print = value(theirSdp, "fingerprint");
    String fragment = value(theirSdp, "ice-ufrag");
    String password = value(theirSdp, "ice-pwd");
    if (kind == Kind.ICE
        && print != null
        && fragment != null
        && password != null
        && !password.isEmpty()) {
      theirs = new IceCredentials(fragment, password);
      send(StunRequest.check(theirs, "them"));
      if (!shaking) {
        shaking = true;
        boolean active = "passive".equals(value(theirSdp, "setup"));
        Fingerprint.parse(print)
            .ifPresent(known -> handshake.start("fuzzed", List.of(known), active));
      }
    }
  }

  private static @Nullable String value(String sdp, String attribute) {
    Matcher line = Pattern.compile("a=" + attribute + ":(.*)\r\n").matcher(sdp);
    return line.find() ? line.group(1) : null;
  }

  /** Sends one packet that is not as it should be, or is, if it is known where to. */
  public void attack() {
    InetSocketAddress there = to;
    if (there == null) {
      return;
    }
    byte[] packet =
        switch (random.nextInt(kind == Kind.ICE ? 8 : 5)) {
          case 0 -> rubbish.mutated(audio());
          case 1, 2 -> secured(audio(), false);
          case 3 -> secured(control(), true);
          case 4, 5 -> rubbish.mutated(StunRequest.check(theirs, "them"));
          default -> record();
        };
    send(random.nextInt(3) == 0 ? other : own, packet, there);
    if (kind == Kind.ICE && random.nextInt(8) == 0) {
      // So that it is not gone.
      send(StunRequest.check(theirs, "them"));
    }
  }

  /** Changed before it is protected, so that it is opened, or after it, or both. */
  private byte[] secured(byte[] packet, boolean control) {
    SrtpContext keys = out;
    byte[] clear = random.nextInt(3) == 0 ? packet : rubbish.mutated(packet);
    ByteBuffer b = ByteBuffer.allocate(clear.length + SrtpContext.MOST_ADDED);
    b.put(clear).flip();
    if (keys == null || !(control ? keys.protectControl(b) : keys.protect(b))) {
      return clear;
    }
    byte[] closed = Arrays.copyOf(b.array(), b.limit());
    return random.nextInt(3) == 0 ? rubbish.mutated(closed) : closed;
  }

  private byte[] audio() {
    int type = TYPES[random.nextInt(TYPES.length)];
    byte[] payload = new byte[type == 101 || type == 126 ? 4 : random.nextInt(400)];
    random.nextBytes(payload);
    sequence += 1 + random.nextInt(3);
    ByteBuffer b = ByteBuffer.allocate(24 + payload.length);
    int more = random.nextInt(6);
    b.put((byte) (more == 0 ? 0x90 : more == 1 ? 0x81 : more == 2 ? 0xA0 : 0x80));
    b.put((byte) (type | (random.nextInt(9) == 0 ? 0x80 : 0))).putShort((short) sequence);
    b.putInt(sequence * 160).putInt(random.nextInt(20) == 0 ? random.nextInt() : 0x5151);
    if (more < 2) {
      // An extension of one word, or a contributing source.
      b.putInt(0xBEDE0001).putInt(random.nextInt());
    }
    b.put(payload);
    return Arrays.copyOf(b.array(), b.position());
  }

  private byte[] control() {
    ByteBuffer b = ByteBuffer.allocate(80);
    int blocks = random.nextInt(3);
    b.put((byte) (0x80 | blocks)).put((byte) (random.nextBoolean() ? 200 : 201));
    boolean sender = b.get(1) == (byte) 200;
    b.putShort((short) (1 + (sender ? 5 : 0) + 6 * blocks)).putInt(0x5151);
    if (sender) {
      b.putLong(random.nextLong()).putInt(1).putInt(2).putInt(3);
    }
    for (int i = 0; i < 6 * blocks; i++) {
      b.putInt(random.nextInt());
    }
    if (random.nextInt(8) == 0 && b.remaining() >= 8) {
      b.put((byte) 0x81).put((byte) 203).putShort((short) 1).putInt(0x5151);
    }
    return Arrays.copyOf(b.array(), b.position());
  }

  /** Of DTLS: one of ours changed, or one made up of a header and noise. */
  private byte[] record() {
    byte[] sent;
    synchronized (records) {
      sent =
          records.isEmpty()
              ? null
              : records.stream().skip(random.nextInt(records.size())).findFirst().orElseThrow();
    }
    if (sent != null && random.nextInt(3) > 0) {
      return rubbish.mutated(sent);
    }
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    ByteBuffer b = ByteBuffer.allocate(13 + noise.length);
    b.put((byte) (20 + random.nextInt(6))).put((byte) 0xFE);
    b.put((byte) (random.nextBoolean() ? 0xFD : 0xFF));
    b.putShort((short) random.nextInt(3)).putShort((short) 0).putInt(random.nextInt(20));
    b.putShort((short) (random.nextInt(4) == 0 ? random.nextInt() : noise.length)).put(noise);
    return b.array();
  }

  /** A part of a handshake: now and then something like it comes first. */
  @Override
  public void send(byte[] datagram) {
    InetSocketAddress there = to;
    if (there == null) {
      return;
    }
    if (datagram.length > 0 && datagram[0] >= 20 && datagram[0] < 64) {
      synchronized (records) {
        records.addLast(datagram);
        if (records.size() > KEPT) {
          records.removeFirst();
        }
      }
      if (random.nextInt(4) == 0) {
        send(random.nextBoolean() ? own : other, rubbish.mutated(datagram), there);
      }
    }
    send(own, datagram, there);
  }

  private static void send(DatagramSocket from, byte[] packet, InetSocketAddress there) {
    try {
      from.send(new DatagramPacket(packet, Math.min(packet.length, 60_000), there));
    } catch (IOException e) {
      // Closed, or nobody is there any more.
    }
  }

  @Override
  public void keyed(SrtpContext inward, SrtpContext outward) {
    out = outward;
    in = inward;
    reached.once(Reached.Part.HANDSHAKE_KEYED);
  }

  @Override
  public void failed(String why) {}

  private void listen() {
    byte[] space = new byte[2048];
    while (!own.isClosed()) {
      var packet = new DatagramPacket(space, space.length);
      try {
        own.receive(packet);
      } catch (IOException e) {
        if (own.isClosed()) {
          return;
        }
        continue;
      }
      byte[] datagram = Arrays.copyOf(space, packet.getLength());
      int first = space[0] & 0xFF;
      if (first < 4) {
        if (StunRequest.isSuccess(datagram, theirs.password())) {
          reached.once(Reached.Part.CHECK_ANSWERED);
        }
      } else if (first < 64) {
        handshake.received(datagram);
      } else {
        heard(ByteBuffer.wrap(datagram));
      }
    }
  }

  private void heard(ByteBuffer packet) {
    SrtpContext keys = in;
    if (keys != null && !RtpPacket.isRtcp(packet) && keys.unprotect(packet)) {
      reached.once(Reached.Part.PROTECTED_AUDIO_CAME);
    }
  }

  @Override
  public void close() {
    handshake.close();
    own.close();
    other.close();
  }
}
