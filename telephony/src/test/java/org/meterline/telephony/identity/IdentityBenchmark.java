package org.meterline.telephony.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What signing and verifying a call costs one thread. Started by hand; needs openssl. */
final class IdentityBenchmark {
  private static final int CALLS = 5_000;

  private IdentityBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("identity-benchmark");
    try (var signers = new Signers(folder)) {
      signers.signer("sp", "ca", 30, "spc=EXPLICIT:0,IA5STRING:1234");
      var settings =
          new IdentitySettings(
              folder.resolve("sp.key"),
              folder.resolve("sp.pem"),
              signers.x5u("sp"),
              "a secret",
              folder.resolve("ca.pem"),
              Duration.ofSeconds(20),
              true);
      try (var identities = new Identities(settings, Clock.systemUTC(), System::nanoTime)) {
        for (int round = 0; round < 4; round++) {
          long start = System.nanoTime();
          String[] signed = new String[CALLS];
          for (int i = 0; i < CALLS; i++) {
            signed[i] =
                identities
                    .sign(new Vouched("4930555101", "49301", Attestation.A, "x", List.of(), null))
                    .orElseThrow()
                    .identities()
                    .getFirst();
          }
          long between = System.nanoTime();
          for (String each : signed) {
            CompletableFuture<Verification> answer = new CompletableFuture<>();
            identities
                .claim(
                    List.of(each),
                    "4930555101",
                    "49301",
                    UUID.randomUUID().toString(),
                    Instant.now(),
                    false)
                .check(answer::complete);
            if (!answer.join().passed()) {
              throw new IllegalStateException(answer.join().words());
            }
          }
          long end = System.nanoTime();
          System.out.printf(
              "signing %.3f ms, verifying %.3f ms a call%n",
              (between - start) / 1e6 / CALLS, (end - between) / 1e6 / CALLS);
        }
      }
    }
  }
}
