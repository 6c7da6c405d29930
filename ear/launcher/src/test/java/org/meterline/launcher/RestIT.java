package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the REST interface says of itself, and what it says when it refuses (RFC 9457). */
class RestIT extends WholeProductTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADMIN = "admin@harbour.example";
  private static final String OPERATOR = DemoTenant.OPERATOR;

  @Test
  void itsDescriptionListsEveryResourceOfTheManual() throws Exception {
    HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(address("openapi.json")));
    assertEquals(200, answer.statusCode());
    JsonNode description = JSON.readTree(answer.body());
    assertTrue(description.path("openapi").asText().startsWith("3."), answer.body());
    Set<String> described = new TreeSet<>();
    description
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(
                                method.toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey().replaceFirst("^/api/v1", ""))));
    Set<String> missing = manual();
    assertTrue(missing.size() > 25, missing::toString);
    missing.removeAll(described);
    assertEquals(Set.of(), missing, described::toString);
  }

  /** The table in {@code docs/manual/rest.md}: method and path. */
  private static Set<String> manual() throws Exception {
    Path manual = Path.of("").toAbsolutePath().resolve("../../docs/manual/rest.md");
    Set<String> resources = new TreeSet<>();
    Pattern entry =
        Pattern.compile("((?:GET|POST|PUT|DELETE)(?:, (?:POST|PUT|DELETE))*) `([^`?]+)");
    for (String line : Files.readAllLines(manual)) {
      if (line.startsWith("| GET") || line.startsWith("| POST")) {
        var found = entry.matcher(line.substring(0, line.indexOf('|', 1)));
        while (found.find()) {
          for (String method : found.group(1).split(", ", -1)) {
            resources.add(method + " " + found.group(2));
          }
        }
      }
    }
    return resources;
  }

  @Test
  void refusalsAreProblemsWithNameAndReason() throws Exception {
    String unknown = UUID.randomUUID().toString();
    problem(404, "not-found", send(ADMIN, "GET", "calls/" + unknown, null));
    problem(404, "not-found", send(ADMIN, "GET", "no-such-resource", null));
    problem(404, "not-found", send(ADMIN, "GET", "phones/not-an-id", null));
    problem(403, "forbidden", send("agent@harbour.example", "POST", "phones", phone("118")));
    problem(403, "forbidden", send("payer@harbour.example", "GET", "ledger/accounts", null));
    problem(400, "bad-json", send(ADMIN, "POST", "phones", "{"));
    problem(405, "method-not-allowed", send(ADMIN, "DELETE", "rates", null));
    problem(404, "no-price", send(ADMIN, "GET", "quotes?to=%2B8819999999&seconds=60", null));
  }

  @Test
  void whatIsInvalidIsNamedByItsField() throws Exception {
    JsonNode empty = problem(422, "invalid", send(ADMIN, "POST", "phones", "{}"));
    assertTrue(fields(empty).contains("user"), empty::toString);
    JsonNode twice = problem(409, "phone-exists", send(ADMIN, "POST", "phones", phone("101")));
    assertFalse(twice.path("retry").asBoolean(true));
  }

  @Test
  void sponsorsMakeOffersAndTheRuleSaysWhoIsAsked() throws Exception {
    String sponsor =
        JSON.readTree(
                created(send(ADMIN, "POST", "sponsors", json("{'name':'Bank','currency':'EUR'}")))
                    .body())
            .path("id")
            .asText();
    String offers = "sponsors/" + sponsor + "/offers";
    String evenings =
        json(
            "{'name':'Evenings','perMinute':{'amount':'0.12','currency':'EUR'},"
                + "'atMost':{'amount':'2','currency':'EUR'},'conditions':['cart.value >= 50 EUR']}");
    JsonNode offer = JSON.readTree(created(send(ADMIN, "POST", offers, evenings)).body());
    assertEquals("0.12000000", offer.path("perMinute").path("amount").asText());
    assertEquals("cart.value >= 50.00 EUR", offer.path("conditions").path(0).asText());
    JsonNode seen = meterline().get(ADMIN, "sponsors/" + sponsor);
    assertEquals(offer, seen.path("offers").path(0));
    assertEquals("0.00000000", seen.path("budget").path("amount").asText());

    JsonNode wrong =
        problem(422, "invalid", send(ADMIN, "POST", offers, evenings.replace(">=", "~")));
    assertEquals(Set.of("conditions[0]"), Set.copyOf(fields(wrong)));
    problem(422, "invalid", send(ADMIN, "POST", offers, json("{'name':'Nothing'}")));
    String dollars =
        evenings.replace(json("'0.12','currency':'EUR'"), json("'0.12','currency':'USD'"));
    problem(422, "currency-mismatch", send(ADMIN, "POST", offers, dollars));
    problem(403, "forbidden", send("agent@harbour.example", "GET", "sponsors", null));

    String ending = "sponsor-offers/" + offer.path("id").asText();
    assertEquals(204, send(ADMIN, "DELETE", ending, null).statusCode());
    problem(409, "offer-ended", send(ADMIN, "DELETE", ending, null));

    String rule =
        json("{'steps':['caller then end','tenant then %s'],'bidSeconds':180,'below':'%s'}");
    JsonNode set =
        JSON.readTree(send(ADMIN, "PUT", "payer-rule", rule.formatted("end", "NOT_TAKEN")).body());
    assertEquals(set, meterline().get(ADMIN, "payer-rule"));
    JsonNode unclear =
        problem(422, "invalid", send(ADMIN, "PUT", "payer-rule", rule.formatted("x", "ACCEPTED")));
    assertEquals(Set.of("steps[1]"), Set.copyOf(fields(unclear)));
  }

  /** Nothing is approved: what others call stays as it was. */
  @Test
  void theOperatorOpensWalletsForTenantsAndCarriersAndNobodyElseDoes() throws Exception {
    JsonNode me = meterline().get(OPERATOR, "me");
    assertTrue(me.path("tenant").path("operator").asBoolean(), me::toString);
    assertFalse(meterline().get(ADMIN, "me").path("tenant").path("operator").asBoolean(true));
    JsonNode harbour = meterline().get(OPERATOR, "tenants").path("items").path(0);
    assertEquals("Harbour Books", harbour.path("name").asText());
    String tenant = harbour.path("id").asText();

    String carrier = json("{'carrier':'%s','currency':'EUR'}").formatted(UUID.randomUUID());
    JsonNode owed = JSON.readTree(created(send(OPERATOR, "POST", "wallets", carrier)).body());
    assertEquals("CARRIER", owed.path("payer").path("kind").asText());
    problem(409, "payer-has-wallet", send(OPERATOR, "POST", "wallets", carrier));
    String topUps = "wallets/" + owed.path("id").asText() + "/top-ups";
    problem(422, "carrier-wallet", send(OPERATOR, "POST", topUps, topUp("1")));
    problem(422, "invalid", send(OPERATOR, "POST", "wallets", json("{'currency':'EUR'}")));
    String ours = json("{'tenantId':'%s','currency':'EUR'}").formatted(tenant);
    assertTrue(Set.of(201, 409).contains(send(OPERATOR, "POST", "wallets", ours).statusCode()));
    JsonNode wallet = null;
    for (JsonNode each : meterline().get(OPERATOR, "wallets?limit=200").path("items")) {
      wallet = each.path("payer").path("id").asText().equals(tenant) ? each : wallet;
    }
    assertEquals("Harbour Books", wallet == null ? "" : wallet.path("payer").path("name").asText());

    String deck = "decks?name=Cost&relation=COST";
    String payer = "&payer=" + owed.path("payer").path("id").asText();
    problem(422, "carrier-needed", upload(OPERATOR, deck));
    problem(403, "operator-only", upload(ADMIN, deck));
    JsonNode draft = JSON.readTree(created(upload(OPERATOR, deck + payer)).body());
    assertEquals(owed.path("payer").path("id"), draft.path("payerId"));
    problem(422, "payer-is-carrier", upload(OPERATOR, "decks?name=x&relation=WHOLESALE" + payer));
    String asked = "decks?name=Asked&relation=WHOLESALE&payer=" + tenant;
    created(upload(OPERATOR, asked, "text/csv"));
    problem(403, "operator-only", send(ADMIN, "POST", "wallets", carrier));
    problem(403, "operator-only", send(ADMIN, "GET", "tenants", null));
  }

  /** One of the operator's people writes that a carrier was paid, the other approves. */
  @Test
  void twoPeopleBookThatACarrierWasPaid() throws Exception {
    String opened = json("{'carrier':'%s','currency':'EUR'}").formatted(UUID.randomUUID());
    JsonNode carrier = JSON.readTree(created(send(OPERATOR, "POST", "wallets", opened)).body());
    String wallet = carrier.path("id").asText();
    String bank = "";
    for (JsonNode account : meterline().get(OPERATOR, "ledger/accounts").path("items")) {
      bank = account.path("code").asText().equals("1000") ? account.path("id").asText() : bank;
    }
    String amount = "'amount':{'amount':'5.00','currency':'EUR'}";
    String body =
        json(
            "{'reason':'Invoice 7','lines':[{'walletId':'"
                + wallet
                + "','side':'debit',"
                + amount
                + "},{'account':'"
                + bank
                + "','side':'credit',"
                + amount
                + "}]}");
    String journal = "ledger/journals/" + Generators.timeBasedEpochGenerator().generate();
    assertEquals(200, send(OPERATOR, "PUT", journal, body).statusCode());
    problem(409, "second-person-needed", send(OPERATOR, "POST", journal + "/approval", "{}"));
    HttpResponse<String> approved =
        send(DemoTenant.OPERATORS.getLast(), "POST", journal + "/approval", "{}");
    assertEquals(200, approved.statusCode(), approved.body());
    JsonNode paid = meterline().get(OPERATOR, "wallets/" + wallet);
    assertEquals("-5.00000000", paid.path("balance").path("amount").asText(), paid::toString);
  }

  private static HttpResponse<String> upload(String login, String path) throws Exception {
    return upload(login, path, "application/octet-stream");
  }

  private static HttpResponse<String> upload(String login, String path, String type)
      throws Exception {
    return Http.send(
        HttpRequest.newBuilder(address(path))
            .header("Authorization", "Bearer " + meterline().rest(login).token())
            .header("Accept", "application/json")
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString("prefix,price\n49,0.01\n")));
  }

  private static String json(String withApostrophes) {
    return withApostrophes.replace('\'', '"');
  }

  private static HttpResponse<String> created(HttpResponse<String> answer) {
    assertEquals(201, answer.statusCode(), answer.body());
    return answer;
  }

  /** A wallet that keeps euros, not seconds. */
  private static String euros() throws Exception {
    for (JsonNode wallet : meterline().get(ADMIN, "wallets").path("items")) {
      if (wallet.path("currency").asText().equals("EUR")) {
        return wallet.path("id").asText();
      }
    }
    throw new AssertionError("no wallet keeps euros");
  }

  @Test
  void anIdempotencyKeyIsForOneBody() throws Exception {
    String path = "wallets/" + euros() + "/top-ups";
    problem(422, "invalid", send(ADMIN, "POST", path, topUp("-1")));
    String key = "twice-" + UUID.randomUUID();
    HttpResponse<String> first = send(ADMIN, "POST", path, topUp("0.01"), "Idempotency-Key", key);
    assertEquals(201, first.statusCode(), first.body());
    HttpResponse<String> again = send(ADMIN, "POST", path, topUp("0.01"), "Idempotency-Key", key);
    assertEquals(JSON.readTree(first.body()).path("id"), JSON.readTree(again.body()).path("id"));
    problem(
        422,
        "idempotency-key-reused",
        send(ADMIN, "POST", path, topUp("0.02"), "Idempotency-Key", key));
  }

  @Test
  void aBookIsExportedWholeOrInPart() throws Exception {
    HttpResponse<String> whole = export(ADMIN, "");
    assertEquals(200, whole.statusCode(), whole.body());
    assertTrue(whole.body().matches("(?s)commodity .*\n; [1-9][0-9]* transfers\n"), whole.body());
    HttpResponse<String> part = export(ADMIN, "?from=9999-01-01");
    assertTrue(part.body().matches("(?s).* opening balances.*\n; 0 transfers\n"), part.body());
    problem(422, "invalid", export(ADMIN, "?from=2026-11-02&until=2026-11-01"));
    problem(403, "forbidden", export("agent@harbour.example", ""));
  }

  /** While the account table is locked, one export waits, so that the other one finds it. */
  @Test
  void aBookIsExportedOnceAtATime() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var exports = new ExecutorCompletionService<HttpResponse<String>>(threads);
      HttpResponse<String> refused;
      try (Connection owner = meterline().ownersDatabase();
          Statement lock = owner.createStatement()) {
        owner.setAutoCommit(false);
        lock.execute("lock table account in access exclusive mode");
        exports.submit(() -> export(ADMIN, ""));
        exports.submit(() -> export(ADMIN, ""));
        refused = exports.take().get();
      }
      JsonNode busy = problem(503, "export-busy", refused);
      assertTrue(busy.path("retry").asBoolean(), busy::toString);
      assertEquals(List.of("5"), refused.headers().allValues("Retry-After"));
      HttpResponse<String> written = exports.take().get();
      assertEquals(200, written.statusCode(), written.body());
      assertTrue(written.body().endsWith(" transfers\n"), written.body());
    }
    assertEquals(200, export(ADMIN, "").statusCode());
  }

  private static HttpResponse<String> export(String login, String query) throws Exception {
    return Http.send(
        HttpRequest.newBuilder(address("ledger/hledger" + query))
            .header("Authorization", "Bearer " + meterline().rest(login).token()));
  }

  @Test
  void aPurchaseIsAuthorisedAndCapturedOnce() throws Exception {
    String payer = "payer@harbour.example";
    String key = "buy-" + UUID.randomUUID();
    String page =
        "{\"item\": \"page-7\", \"text\": \"A page\","
            + " \"price\": {\"amount\": \"%s\", \"currency\": \"EUR\"}}";
    HttpResponse<String> bought =
        send(payer, "POST", "purchases", page.formatted("0.01"), "Idempotency-Key", key);
    assertEquals(201, bought.statusCode(), bought.body());
    String id = JSON.readTree(bought.body()).path("id").asText();
    problem(
        422,
        "idempotency-key-reused",
        send(payer, "POST", "purchases", page.formatted("0.02"), "Idempotency-Key", key));
    problem(422, "invalid", send(payer, "POST", "purchases", page.formatted("0.01")));
    problem(
        402,
        "wallet-too-low",
        send(payer, "POST", "purchases", page.formatted("9999"), "Idempotency-Key", key + "x"));
    String capture = "purchases/" + id + "/capture";
    problem(403, "forbidden", send(payer, "POST", capture, "{}", "Idempotency-Key", key + "c"));
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> captured =
          send(ADMIN, "POST", capture, "{}", "Idempotency-Key", key + "c");
      assertEquals(200, captured.statusCode(), captured.body());
      assertEquals("CAPTURED", JSON.readTree(captured.body()).path("state").asText());
    }
    problem(
        409, "purchase-captured", send(ADMIN, "POST", capture, "{}", "Idempotency-Key", key + "d"));
    problem(409, "purchase-captured", send(ADMIN, "POST", "purchases/" + id + "/release", null));
  }

  @Test
  void nobodyComesInWithoutSigningIn() throws Exception {
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(address("calls"))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer nonsense"));
    assertEquals(401, answer.statusCode(), answer.body());
  }

  private static String phone(String user) {
    return "{\"user\": \"%s\", \"displayName\": \"Till\"}".formatted(user);
  }

  private static String topUp(String amount) {
    return "{\"amount\": {\"amount\": \"%s\", \"currency\": \"EUR\"}, \"reason\": \"a test\"}"
        .formatted(amount);
  }

  private static Set<String> fields(JsonNode problem) {
    Set<String> fields = new TreeSet<>();
    problem.path("violations").forEach(v -> fields.add(v.path("field").asText()));
    return fields;
  }

  private static JsonNode problem(int status, String name, HttpResponse<String> answer)
      throws Exception {
    String shown = answer.statusCode() + " " + answer.body();
    assertEquals(status, answer.statusCode(), shown);
    assertEquals(
        List.of("application/problem+json"),
        answer.headers().allValues("Content-Type").stream()
            .map(type -> type.replaceFirst(";.*", ""))
            .toList(),
        shown);
    JsonNode problem = JSON.readTree(answer.body());
    assertEquals("https://meterline.org/problems/" + name, problem.path("type").asText(), shown);
    assertEquals(status, problem.path("status").asInt(), shown);
    assertFalse(problem.path("detail").asText().isBlank(), shown);
    return problem;
  }

  private static HttpResponse<String> send(
      String login, String method, String path, @Nullable String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(path))
            .header("Authorization", "Bearer " + meterline().rest(login).token())
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    if (headers.length > 0) {
      request.headers(headers);
    } else if (path.endsWith("top-ups") || path.equals("sponsors")) {
      request.header("Idempotency-Key", UUID.randomUUID().toString());
    }
    return Http.send(request);
  }

  private static URI address(String path) {
    return URI.create(
        "http://127.0.0.1:" + meterline().configuration().web().port() + "/api/v1/" + path);
  }
}
