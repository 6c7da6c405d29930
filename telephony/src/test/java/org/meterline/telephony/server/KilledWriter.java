package org.meterline.telephony.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/** A process that writes calls and says which facts are durable, until it is killed. */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] args) throws IOException {
    JournalFile journal =
        new JournalFile(
            Path.of(args[0]),
            new JournalSettings(
                64 << 10, 512 << 20, 100, Duration.ofMillis(50), Duration.ofMillis(50)),
            InstantSource.system(),
            System::nanoTime);
    for (int i = 0; ; i++) {
      CallId call = CallId.mint();
      LegId leg = LegId.mint();
      journal.append(JournalFileTest.began(call), ok -> {});
      journal.append(JournalFileTest.decided(call, 2, leg), ok -> {});
      CompletableFuture<Boolean> durable = new CompletableFuture<>();
      journal.append(
          new CallFact.LegBegan(
              call,
              3,
              InstantSource.system().instant(),
              leg,
              false,
              "102",
              null,
              "wallet",
              Duration.ofSeconds(10)),
          durable::complete);
      if (durable.join()) {
        System.out.println("durable " + call);
      }
      if (i % 2 == 0) {
        journal.append(JournalFileTest.ended(call, 4), ok -> {});
      }
    }
  }
}
