package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** A third party pays for a real call, and its budget ends in mid-call. */
class SponsorIT extends WholeProductTest {
  private static final String USED_UP = "The sponsor's budget is used up";

  private final Harbour harbour = new Harbour(meterline());
  private final PayerRule rule = new PayerRule(meterline());

  @AfterEach
  void callersPayAgain() throws Exception {
    rule.callersPay();
  }

  /** 0.60 a minute out of 0.12 are 12 s. To France a caller pays 0.0003 a second and a fee. */
  @Test
  void theSponsorPaysAndThenTheCaller() throws Exception {
    Harbour.Customer customer = harbour.customer("0");
    rule.sponsor("Bank", "331234567", "0.12");
    rule.set("sponsors then next", "caller then end", "tenant then end");

    List<Dialog> placed;
    try (Phone phone = harbour.phone(customer)) {
      placed =
          Harbour.untilPutThrough(
              "the rule is known: the caller has no money, and yet a call is put through",
              phone,
              "+33123456711");
      Dialog call = placed.getLast();
      harbour.topUp(customer, "0.05");
      assertFalse(call.awaitEnd(Duration.ofSeconds(15)), call::reason);
      call.hangUp();
    }
    JsonNode record =
        harbour.records(customer.user(), placed.size()).stream()
            .filter(r -> r.path("charges").size() > 0)
            .findFirst()
            .orElseThrow();
    Map<String, JsonNode> charges = new TreeMap<>();
    record.path("charges").forEach(c -> charges.put(c.path("payer").asText(), c));
    assertEquals(List.of("Bank", "Tess Customer"), List.copyOf(charges.keySet()));
    JsonNode bank = Optional.ofNullable(charges.get("Bank")).orElseThrow();
    assertEquals(12, bank.path("billedSeconds").asLong());
    assertEquals("0.12000000", bank.path("cost").path("amount").asText());
    JsonNode tess = Optional.ofNullable(charges.get("Tess Customer")).orElseThrow();
    assertEquals(bank.path("leg"), tess.path("leg"), "one leg");
    long rest = tess.path("billedSeconds").asLong();
    assertEquals(
        tess.path("cost").path("amount").asText(),
        new BigDecimal("0.0003").multiply(BigDecimal.valueOf(rest)).setScale(8).toPlainString(),
        "no fee again");

    List<JsonNode> decisions =
        List.of(record.path("payerDecisions").path(0), record.path("payerDecisions").path(1));
    assertEquals("Bank", decisions.getFirst().path("decision").path("pays").asText());
    assertEquals("Tess Customer", decisions.getLast().path("decision").path("pays").asText());
    assertEquals(12, decisions.getLast().path("afterSeconds").asLong());
    harbour.assertBooksAgree();
  }

  /** Both hear it, and so does who reads the record; nobody hears whose budget it was. */
  @Test
  void ifTheRuleSaysSoTheCallEndsAndSaysThatABudgetIsUsedUp() throws Exception {
    Harbour.Customer customer = harbour.customer("0");
    rule.sponsor("Quiet Bank", "331234568", "0.12");
    rule.set("sponsors then end", "tenant then end");
    List<Dialog> placed;
    try (Phone phone = harbour.phone(customer)) {
      placed =
          Harbour.untilPutThrough(
              "the rule is known: the caller has no money, and yet a call is put through",
              phone,
              "+33123456811");
      Dialog call = placed.getLast();
      assertTrue(call.awaitEnd(Duration.ofSeconds(20)), "the budget lasts 12 s");
      assertTrue(call.reason().contains(USED_UP), call.reason());
    }
    JsonNode record =
        harbour.records(customer.user(), placed.size()).stream()
            .filter(r -> r.path("charges").size() > 0)
            .findFirst()
            .orElseThrow();
    assertEquals(USED_UP, record.path("reason").asText());
    JsonNode cut = record.path("ladder").path(Harbour.rung(record, "cut"));
    assertEquals("cut: sponsor-out-of-budget", cut.path("title").asText());
    assertEquals(12, record.path("charges").path(0).path("billedSeconds").asLong());
    harbour.assertBooksAgree();
  }
}
