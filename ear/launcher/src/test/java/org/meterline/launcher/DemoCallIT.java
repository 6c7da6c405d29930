package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job, from a phone's REGISTER to the wallet's statement. */
class DemoCallIT extends WholeProductTest {
  private static final String ADMIN = "admin@harbour.example";
  private static final String PAYER = "payer@harbour.example";

  /** In shell, and in Perl with the library as Debian has it. */
  @ParameterizedTest
  @ValueSource(strings = {"500", DemoSeed.PERL_NUMBER})
  void aCallThroughTheTenantsProgramIsPaidAndOnRecord(String dialled) throws Exception {
    String last = meterline().get(ADMIN, "calls?limit=1").path("items").path(0).path("id").asText();
    String wallet = meterline().get(PAYER, "wallets").path("items").path(0).path("id").asText();
    BigDecimal before = balance(wallet);

    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int status =
        meterline()
            .demoCall(new PrintStream(text, true, StandardCharsets.UTF_8))
            .run(dialled, '2', Duration.ofSeconds(8));
    String shown = text.toString(StandardCharsets.UTF_8);
    assertEquals(0, status, shown);

    JsonNode calls = meterline().get(ADMIN, "calls?state=ended&limit=20").path("items");
    JsonNode ours = DemoCall.after(last, calls, "101", dialled).orElseThrow();
    JsonNode call = meterline().get(ADMIN, "calls/" + ours.path("id").asText());
    assertEquals("101", call.path("caller").asText(), shown);
    assertEquals(dialled, call.path("dialled").asText(), shown);
    assertEquals(1, call.path("programRuns").size(), shown);
    JsonNode run = call.path("programRuns").path(0);
    String file = dialled.equals("500") ? "welcome.sh" : "welcome.pl";
    assertEquals(file, run.path("name").asText(), shown);
    assertEquals(0, run.path("exitStatus").asInt(-1), shown);
    assertTrue(call.path("ladder").size() > 4, shown);
    BigDecimal cost = new BigDecimal(call.path("cost").path("amount").asText("0"));
    assertTrue(cost.signum() > 0, shown);
    BigDecimal charged = BigDecimal.ZERO;
    for (JsonNode charge : call.path("charges")) {
      charged = charged.add(new BigDecimal(charge.path("cost").path("amount").asText()));
    }
    assertEquals(0, cost.compareTo(charged), shown);
    assertEquals(0, before.subtract(cost).compareTo(balance(wallet)), shown);
  }

  private static BigDecimal balance(String wallet) throws Exception {
    return new BigDecimal(
        meterline().get(PAYER, "wallets/" + wallet).path("balance").path("amount").asText());
  }

  @Test
  void theWholeOfItStaysUnderTwoAndAHalfGibibytes() {
    long kib = meterline().parts().stream().mapToLong(Child::residentKib).sum();
    assertTrue(kib < 2_500L << 10, "resident: " + (kib >> 10) + " MiB");
  }
}
