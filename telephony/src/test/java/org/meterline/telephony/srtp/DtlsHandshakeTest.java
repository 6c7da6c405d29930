package org.meterline.telephony.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two ends shake hands over a line of memory. */
class DtlsHandshakeTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private final DtlsIdentity left = DtlsIdentity.make(Instant.EPOCH, RANDOM);
  private final DtlsIdentity right = DtlsIdentity.make(Instant.EPOCH, RANDOM);

  /** One end; every so many datagrams one is lost. */
  private static final class End implements DtlsHandshake.Path {
    final DtlsHandshake handshake;
    final CompletableFuture<List<SrtpContext>> keys = new CompletableFuture<>();
    final AtomicInteger sent = new AtomicInteger();
    private final int loss;
    private @Nullable End other;

    End(DtlsIdentity identity, int loss) {
      this.handshake = new DtlsHandshake(identity, this);
      this.loss = loss;
    }

    End(int timeOutMillis, DtlsIdentity identity) {
      this.handshake = new DtlsHandshake(identity, this, timeOutMillis);
      this.loss = 0;
    }

    void to(End end) {
      other = end;
    }

    @Override
    public void send(byte[] datagram) {
      if (other != null && (loss == 0 || sent.incrementAndGet() % loss != 0)) {
        other.handshake.received(datagram);
      }
    }

    @Override
    public void keyed(SrtpContext in, SrtpContext out) {
      keys.complete(List.of(in, out));
    }

    @Override
    public void failed(String why) {
      keys.completeExceptionally(new AssertionError(why));
    }
  }

  private void shake(int loss) throws Exception {
    End one = new End(left, 0);
    End two = new End(right, loss);
    one.to(two);
    two.to(one);
    try (one.handshake;
        two.handshake) {
      one.handshake.start("active", List.of(right.fingerprint()), true);
      two.handshake.start("passive", List.of(left.fingerprint()), false);
      List<SrtpContext> ones = one.keys.get(30, TimeUnit.SECONDS);
      List<SrtpContext> twos = two.keys.get(30, TimeUnit.SECONDS);
      carries(ones.get(1), twos.get(0));
      carries(twos.get(1), ones.get(0));
    }
  }

  private static void carries(SrtpContext out, SrtpContext in) {
    byte[] packet = ByteBuffer.allocate(40).put((byte) 0x80).array();
    ByteBuffer b = ByteBuffer.allocate(80).put(packet).flip();
    assertTrue(out.protect(b));
    assertTrue(in.unprotect(b));
    byte[] back = new byte[b.remaining()];
    b.get(0, back);
    assertArrayEquals(packet, back);
  }

  @Test
  void bothHaveTheSameKeys() throws Exception {
    shake(0);
  }

  @Test
  void whatIsLostIsSentAgain() throws Exception {
    shake(3);
  }

  /** As a browser that calls: it begins when the call is answered. */
  @Test
  void whoWaitsDoesSoUntilTheOtherBegins() throws Exception {
    End one = new End(left, 0);
    End two = new End(3000, right);
    one.to(two);
    two.to(one);
    try (one.handshake;
        two.handshake) {
      two.handshake.start("passive", List.of(left.fingerprint()), false);
      assertThrows(TimeoutException.class, () -> two.keys.get(4, TimeUnit.SECONDS));
      one.handshake.start("active", List.of(right.fingerprint()), true);
      carries(one.keys.get(30, TimeUnit.SECONDS).get(1), two.keys.get(30, TimeUnit.SECONDS).get(0));
    }
  }

  @Test
  void whoBeganAndSaysNoMoreIsWaitedForNoLonger() {
    End two = new End(1, right);
    try (two.handshake) {
      two.handshake.start("passive", List.of(left.fingerprint()), false);
      two.handshake.received(new byte[] {22, (byte) 0xFE, (byte) 0xFD, 0, 0});
      assertThrows(ExecutionException.class, () -> two.keys.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void whoeverIsNotWhoWasDescribedIsRefused() throws Exception {
    DtlsIdentity stranger = DtlsIdentity.make(Instant.EPOCH, RANDOM);
    for (boolean passiveIsStranger : new boolean[] {true, false}) {
      End one = new End(left, 0);
      End two = new End(right, 0);
      one.to(two);
      two.to(one);
      try (one.handshake;
          two.handshake) {
        one.handshake.start(
            "active", List.of((passiveIsStranger ? stranger : right).fingerprint()), true);
        two.handshake.start(
            "passive", List.of((passiveIsStranger ? left : stranger).fingerprint()), false);
        End who = passiveIsStranger ? one : two;
        assertTrue(who.keys.handle((keys, failure) -> failure != null).get(30, TimeUnit.SECONDS));
      }
    }
  }
}
