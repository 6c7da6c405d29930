package org.meterline.telephony.sip;

import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.meterline.telephony.guard.LoadGate;

/**
 * Measures for how long messages wait: the oldest packet that nobody has read, and work that is
 * handed to the threads that legs and calls run on. Looked at by one thread.
 */
final class Delay {
  private final LoadGate gate;
  private final Supplier<OptionalLong> oldestPacket;
  private final Executor threads;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Object lock = new Object();
  private boolean handed;
  private long handedAt;
  private long took;

  Delay(
      LoadGate gate,
      Supplier<OptionalLong> oldestPacket,
      Executor threads,
      InstantSource clock,
      LongSupplier nanos) {
    this.gate = gate;
    this.oldestPacket = oldestPacket;
    this.threads = threads;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Tells the gate; to be called about every {@link LoadGate#EVERY}. */
  void look() {
    OptionalLong came = oldestPacket.get();
    long packet =
        came.isEmpty() ? 0 : TimeUnit.MILLISECONDS.toNanos(clock.millis() - came.getAsLong());
    gate.told(Math.max(packet, worked()));
  }

  private long worked() {
    synchronized (lock) {
      long now = nanos.getAsLong();
      if (handed) {
        return now - handedAt;
      }
      handed = true;
      handedAt = now;
    }
    threads.execute(this::done);
    synchronized (lock) {
      return took;
    }
  }

  private void done() {
    synchronized (lock) {
      took = nanos.getAsLong() - handedAt;
      handed = false;
    }
  }
}
