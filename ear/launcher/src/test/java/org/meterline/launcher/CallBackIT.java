package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** Calls that are asked for over REST, from the request to the books. */
class CallBackIT extends SteeredCallsTest {
  private final Harbour harbour = new Harbour(meterline());

  /** France: a fee and by the second. United States: by six seconds. One wallet pays for both. */
  @Test
  void bothLegsAreChargedAndARepeatedRequestCallsNobody() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    Instant began = Instant.now();
    String body =
        """
        {"first": {"to": "+33123456704"}, "then": {"to": "+12125550114"}, "account": "%s"}"""
            .formatted(customer.user());
    String key = "back-" + UUID.randomUUID();
    HttpResponse<String> answer = accepted(body, key);
    String id = JSON.readTree(answer.body()).path("id").asText();
    String location = answer.headers().firstValue("Location").orElse("");
    assertTrue(location.endsWith("/api/v1/calls/" + id), location);
    JsonNode live = meterline().get(AGENT, "calls/" + id);
    assertEquals(AGENT, live.path("askedBy").asText(), live::toString);

    Patience.until(
        "both are connected",
        Duration.ofSeconds(60),
        () -> meterline().get(AGENT, "calls/" + id).path("state").asText().equals("TALKING"));
    assertEquals(id, JSON.readTree(accepted(body, key).body()).path("id").asText());
    problem(422, "idempotency-key-reused", ask(body.replace("704", "705"), key));
    assertEquals(202, post(AGENT, "calls/" + id + "/hang-up", "", "").statusCode());

    List<JsonNode> records = harbour.records(Harbour.ADMIN, "+33123456704", began, 1);
    assertEquals(1, records.size());
    JsonNode record = records.getFirst();
    assertEquals(id, record.path("id").asText());
    assertEquals(200, record.path("sipStatus").asInt(), record::toString);
    assertEquals("+12125550114", record.path("callee").asText());
    assertEquals("OUTGOING", record.path("direction").asText());
    Set<String> legs = new TreeSet<>();
    for (JsonNode charge : record.path("charges")) {
      legs.add(charge.path("leg").asText());
      assertEquals("Tess Customer", charge.path("payer").asText());
    }
    assertEquals(2, legs.size(), record::toString);
    Set<String> lanes = new TreeSet<>();
    record.path("ladder").forEach(step -> lanes.add(step.path("to").asText()));
    assertEquals(Set.of("callee", "caller", "meterline"), lanes);
    BigDecimal paid = harbour.assertPaid(customer, customer.paidIn(), records);
    assertTrue(paid.compareTo(new BigDecimal("0.02")) > 0, "paid: " + paid);
    harbour.assertBooksAgree();
  }

  /** The request in {@code docs/manual/rest.md}, as it stands there. */
  @Test
  void theManualsExampleConnectsAPhoneToANumberOutside() throws Exception {
    Instant began = Instant.now();
    try (Phone phone = meterline().phone("101", new Ladder())) {
      CompletableFuture<Dialog> called = new CompletableFuture<>();
      phone.onCall(
          call -> {
            try {
              call.answer();
              called.complete(call);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      assertEquals(200, phone.register(Duration.ofMinutes(5)));
      String id =
          JSON.readTree(accepted(example(), "manual-" + UUID.randomUUID()).body())
              .path("id")
              .asText();
      Dialog call = called.get(60, TimeUnit.SECONDS);
      Patience.until(
          "both are connected",
          Duration.ofSeconds(60),
          () -> meterline().get(AGENT, "calls/" + id).path("state").asText().equals("TALKING"));
      call.hangUp();
    }
    JsonNode record = harbour.records(Harbour.ADMIN, "101", began, 1).getFirst();
    assertEquals("+33123456700", record.path("callee").asText());
    assertEquals(2, record.path("legs").size(), record::toString);
  }

  private static String example() throws Exception {
    String manual =
        Files.readString(Path.of("").toAbsolutePath().resolve("../../docs/manual/rest.md"));
    Matcher example =
        Pattern.compile("Idempotency-Key: order-4711\n\n((?: {4}.*\n)+)").matcher(manual);
    assertTrue(example.find(), "the manual has an example");
    return example.group(1);
  }

  @Test
  void whatCannotBeIsRefusedAtOnce() throws Exception {
    String call = "{\"first\": {\"to\": \"%s\"}, \"then\": {\"to\": \"102\"%s}}";
    problem(422, "no-such-destination", ask(call.formatted("98765", ""), "a"));
    problem(422, "program-first", ask(call.formatted("500", ""), "b"));
    problem(422, "emergency-not-dialled", ask(call.formatted("112", ""), "c"));
    String shown = ", \"callerId\": \"+33111111111\"";
    problem(422, "caller-id-not-yours", ask(call.formatted("101", shown), "d"));
    problem(422, "invalid", ask(call.formatted("101", ", \"ringSeconds\": 999"), "e"));
    problem(422, "invalid", ask(call.formatted("101", ""), ""));
  }

  private static HttpResponse<String> accepted(String body, String key) throws Exception {
    List<HttpResponse<String>> answers = new java.util.ArrayList<>();
    Patience.until(
        "the account is known",
        Duration.ofSeconds(60),
        () -> {
          answers.add(ask(body, key));
          return answers.getLast().statusCode() == 202;
        });
    return answers.getLast();
  }

  private static HttpResponse<String> ask(String body, String key) throws Exception {
    return post(AGENT, "calls", body, key);
  }
}
