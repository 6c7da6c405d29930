package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nobody sees what is another tenant's: over every REST resource, over every table. */
class TenantWallsIT extends WholeProductTest {
  private static final String OWN = "admin@harbour.example";
  private static final String OTHER = "admin@meadow.example";
  private static final String OFFER =
      "{\"name\":\"x\",\"perMinute\":{\"amount\":\"0.10\",\"currency\":\"EUR\"}}";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /**
   * Tables that may be empty at any time: news is deleted once told, phones come and go, and what
   * is decided about books, or sealed, may still be to come.
   */
  private static final Set<String> MAY_BE_EMPTY =
      Set.of(
          "outbox",
          "binding",
          "closing",
          "closing_event",
          "journal_decision",
          "re_rating_decision",
          "re_rating_end",
          "re_rating_line",
          "re_rating_sum",
          "re_rating_unrated",
          "reversal",
          "seal");

  /** What is named here is the asking tenant's own, whatever the name. */
  private static final Set<String> OWN_BY_NAME =
      Set.of(
          "put ledger/journals/{id}",
          "put re-ratings/{id}",
          "post ledger/periods/{month}/closing",
          "post ledger/periods/{month}/reopening");

  /** So that there is something behind the wall: a call through a program, paid; a journal. */
  @BeforeAll
  static void aCallIsOnRecord() throws Exception {
    var shown = new ByteArrayOutputStream();
    int status =
        meterline()
            .demoCall(new PrintStream(shown, true, StandardCharsets.UTF_8))
            .run("500", '2', Duration.ofSeconds(2));
    assertEquals(0, status, shown.toString(StandardCharsets.UTF_8));
    String journal =
        """
        {"reason": "Calls bought", "lines": [
          {"account": "%s", "side": "debit", "amount": {"amount": "1.00", "currency": "EUR"}},
          {"account": "%s", "side": "credit", "amount": {"amount": "1.00", "currency": "EUR"}}]}"""
            .formatted(account("5000"), account("1000"));
    String token = meterline().rest(OWN).token();
    UUID id = Generators.timeBasedEpochGenerator().generate();
    assertEquals(200, send("put", "ledger/journals/" + id, "application/json", journal, token));
    moneyOfEveryKind();
    assertEquals(200, send("post", "ledger/reconciliations", "application/json", "{}", token));
  }

  private static String account(String code) throws Exception {
    for (JsonNode account : meterline().get(OWN, "ledger/accounts").path("items")) {
      if (account.path("code").asText().equals(code)) {
        return account.path("id").asText();
      }
    }
    throw new AssertionError("no account " + code);
  }

  @BeforeAll
  static void aPayerHasABundle() throws Exception {
    String bundle =
        """
        {"ofWalletId": "%s", "currency": "SEC", "name": "Free minutes", "prefixes": ["8"]}""";
    JsonNode wallets = meterline().get(OWN, "wallets").path("items");
    for (JsonNode wallet : wallets) {
      if (wallet.path("payer").path("name").asText().equals("Henry Short")) {
        did("wallets", bundle.formatted(wallet.path("id").asText()));
      }
    }
  }

  /** The rule is the one that holds without one, so that calls are paid as they were. */
  @BeforeAll
  static void thereIsASponsor() throws Exception {
    String token = meterline().rest(OWN).token();
    String sponsor = "{\"name\":\"Bank\",\"currency\":\"EUR\"}";
    assertEquals(201, send("post", "sponsors", "application/json", sponsor, token));
    assertEquals(
        201,
        send(
            "post",
            "sponsors/" + first(OWN, "sponsors") + "/offers",
            "application/json",
            OFFER,
            token));
    String rule =
        """
        {"steps": ["caller then end", "tenant then end"], "bidSeconds": 180, "below": "NOT_TAKEN"}""";
    assertEquals(200, send("put", "payer-rule", "application/json", rule, token));
  }

  @BeforeAll
  static void aDeckHasAWrongRow() throws Exception {
    assertEquals(201, upload("decks?name=Wrong", "prefix,price\n49,dear\n", OWN));
  }

  @BeforeAll
  static void aPeriodIsToBeReRated() throws Exception {
    assertEquals(201, upload("decks?name=Corrected", "prefix,price\n49,0.01\n", OWN));
    String corrected = "";
    String wrong = "";
    for (JsonNode deck : meterline().get(OWN, "decks").path("items")) {
      if (deck.path("name").asText().equals("Corrected")) {
        corrected = deck.path("id").asText();
      } else if (deck.path("state").asText().equals("APPROVED")
          && deck.path("relation").asText().equals("RETAIL")) {
        wrong = deck.path("id").asText();
      }
    }
    String body =
        """
        {"wrongDecks": ["%s"], "correctedDeck": "%s", "since": "2026-01-01T00:00:00Z",
         "until": "2026-02-01T00:00:00Z", "reason": "A digit was missing"}"""
            .formatted(wrong, corrected);
    String resource = "re-ratings/" + Generators.timeBasedEpochGenerator().generate();
    String token = meterline().rest(OWN).token();
    assertEquals(200, send("put", resource, "application/json", body, token));
  }

  /**
   * Goodwill, a purchase, its refund and a debt that is paid at once, in the tenant's own wallet.
   */
  private static void moneyOfEveryKind() throws Exception {
    JsonNode wallets = meterline().get(OWN, "wallets").path("items");
    JsonNode own = wallets.path(wallets.size() - 1);
    String wallet = "wallets/" + own.path("id").asText();
    String cent = "{" + amount("0.01");
    did(wallet + "/top-ups", cent.replace("}}", "},\"goodwillUntil\":\"2099-01-01T00:00:00Z\"}"));
    String spent = buy(own.path("id").asText());
    did(wallet + "/refunds", "{\"transferId\":\"%s\",".formatted(spent) + amount("0.01"));
    buy(own.path("id").asText());
    String available = meterline().get(OWN, wallet).path("available").path("amount").asText();
    String more = new BigDecimal(available).add(BigDecimal.ONE).toPlainString();
    did(wallet + "/forced-debits", "{\"kind\":\"DISPUTE\"," + amount(more));
    did(wallet + "/top-ups", "{" + amount(more));
  }

  /** Answers the transfer that paid. */
  private static String buy(String wallet) throws Exception {
    JsonNode bought =
        did(
            "purchases",
            "{\"walletId\":\"%s\",\"item\":\"page\",\"text\":\"A page\",\"price\":%s}"
                .formatted(wallet, money("0.01")));
    return did("purchases/" + bought.path("id").asText() + "/capture", "{}")
        .path("transferId")
        .asText();
  }

  private static JsonNode did(String resource, String body) throws Exception {
    HttpResponse<String> answer =
        answer("post", resource, "application/json", body, meterline().rest(OWN).token());
    assertTrue(answer.statusCode() / 100 == 2, resource + " answers " + answer.body());
    return new ObjectMapper().readTree(answer.body());
  }

  private static String money(String amount) {
    return "{\"amount\":\"%s\",\"currency\":\"EUR\"}".formatted(amount);
  }

  /** The end of a body. */
  private static String amount(String amount) {
    return "\"reason\":\"none\",\"amount\":" + money(amount) + "}";
  }

  @Test
  void everyResourceOfAnotherTenantIsNotFound() throws Exception {
    JsonNode document = meterline().get(OWN, "openapi.json");
    String token = meterline().rest(OTHER).token();
    List<String> wrong = new ArrayList<>();
    Set<String> notAsked = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      String template = path.getKey().replaceFirst("^/?(api/v1)?/", "");
      if (template.contains("{")) {
        Set<String> ids = idsFor(template);
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          if (!METHODS.contains(method.getKey())
              || OWN_BY_NAME.contains(method.getKey() + " " + template)) {
            continue;
          }
          if (ids.isEmpty()) {
            notAsked.add(method.getKey() + " " + template);
          }
          for (String id : ids) {
            String resource = template.replaceFirst("\\{[^}]+}", id);
            int status = status(method.getKey(), resource, method.getValue(), token);
            if (status != 404) {
              wrong.add(method.getKey() + " " + resource + " answers " + status);
            }
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(Set.of(), notAsked, "there was nothing to ask for");
  }

  @Test
  void whatIsAnotherTenantsCannotBeNamedInBodiesAndQueries() throws Exception {
    String phone = DemoSeed.id("101@harbour.example").toString();
    String program = first(OWN, "programs");
    String wallet = first(OWN, "wallets");
    String call = first(OWN, "calls?state=ended");
    Set<String> phones = ids(OTHER, "phones");
    Set<String> numbers = ids(OTHER, "numbers");
    for (String body :
        List.of(
            "{\"user\":\"777\",\"displayName\":\"x\",\"walletId\":\"%s\"}".formatted(wallet),
            "{\"user\":\"777\",\"displayName\":\"x\",\"callerId\":\"+4930555100\"}")) {
      refused("phones", body);
    }
    for (String target : List.of("PHONE\",\"id\":\"" + phone, "PROGRAM\",\"id\":\"" + program)) {
      refused(
          "numbers",
          "{\"number\":\"778\",\"target\":{\"kind\":\"%s\"},\"description\":\"x\"}"
              .formatted(target));
    }
    String payer =
        meterline().get(OWN, "wallets").path("items").path(0).path("payer").path("id").asText();
    assertEquals(404, upload("decks?name=x&payer=" + payer, "prefix,price\n49,1\n", OTHER));
    assertEquals(phones, ids(OTHER, "phones"), "nothing was made");
    assertEquals(numbers, ids(OTHER, "numbers"), "nothing was made");
    for (String query : List.of("ledger/transfers?call=" + call, "calls?state=ended&limit=200")) {
      assertFalse(meterline().get(OTHER, query).toString().contains(call), query);
    }
    assertTrue(
        meterline().get(OWN, "ledger/transfers?call=" + call).path("items").size() > 0,
        "its own tenant sees it");
  }

  private static String first(String login, String list) throws Exception {
    return meterline().get(login, list).path("items").path(0).path("id").asText();
  }

  private static void refused(String resource, String body) throws Exception {
    int status = send("post", resource, "application/json", body, meterline().rest(OTHER).token());
    assertTrue(status == 404 || status == 422 || status == 400, body + " answers " + status);
  }

  /** Ids that exist for the owner: from the list that the path hangs below. */
  private static Set<String> idsFor(String template) throws Exception {
    String list = template.substring(0, template.indexOf("/{"));
    Set<String> ids = new HashSet<>();
    if (list.equals("program-runs")) {
      for (String program : idsFor("programs/{id}")) {
        meterline()
            .get(OWN, "programs/" + program + "/runs")
            .path("items")
            .forEach(run -> ids.add(run.path("id").asText()));
      }
    } else if (list.equals("payers")) {
      for (JsonNode wallet : meterline().get(OWN, "wallets").path("items")) {
        ids.add(wallet.path("payer").path("id").asText());
      }
    } else {
      for (JsonNode item : meterline().get(OWN, list).path("items")) {
        ids.add(item.path("id").asText());
      }
    }
    return ids;
  }

  private static int status(String method, String resource, JsonNode operation, String token)
      throws Exception {
    boolean bytes = operation.path("requestBody").path("content").has("application/octet-stream");
    return send(
        method,
        resource + (bytes ? "?name=a.sh" : ""),
        bytes ? "application/octet-stream" : "application/json",
        bytes ? "#!/bin/sh\n" : body(resource),
        token);
  }

  private static int upload(String resource, String content, String login) throws Exception {
    String token = meterline().rest(login).token();
    return send("post", resource, "application/octet-stream", content, token);
  }

  private static int send(String method, String resource, String type, String body, String token)
      throws Exception {
    return answer(method, resource, type, body, token).statusCode();
  }

  private static HttpResponse<String> answer(
      String method, String resource, String type, String body, String token) throws Exception {
    URI address =
        URI.create(
            "http://127.0.0.1:%d/api/v1/%s"
                .formatted(meterline().configuration().web().port(), resource));
    boolean bare = method.equals("get") || method.equals("delete");
    return Http.send(
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .header("Content-Type", type)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .method(
                method.toUpperCase(Locale.ROOT),
                bare
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A body that would be taken if the resource were the asking tenant's. */
  private static String body(String resource) {
    String act =
        switch (resource.substring(resource.lastIndexOf('/') + 1)) {
          case "top-ups" -> "{" + amount("1");
          case "forced-debits" -> "{\"kind\":\"DISPUTE\"," + amount("1");
          case "refunds" -> "{\"transferId\":\"%s\",".formatted(UUID.randomUUID()) + amount("1");
          case "transfers" -> "{\"toWalletId\":\"%s\",".formatted(UUID.randomUUID()) + amount("1");
          case "settlements" -> "{\"means\":\"WRITE_OFF\"," + amount("1");
          case "limit" -> "{\"floor\":" + money("0") + ",\"frozen\":false}";
          case "prefixes" -> "{\"prefixes\":[\"49\"]}";
          case "country" -> "{\"country\":\"DE\"}";
          case "end" -> "{\"until\":\"2099-01-01\"}";
          default -> "";
        };
    if (!act.isEmpty()) {
      return act;
    }
    if (resource.endsWith("/rejection")) {
      return "{\"reason\":\"none\"}";
    }
    if (resource.endsWith("/offers")) {
      return OFFER;
    }
    return switch (resource.substring(0, resource.indexOf('/'))) {
      case "sponsors" -> "{\"active\":true}";
      case "phones" ->
          "{\"displayName\":\"x\",\"callerId\":null,\"walletId\":null,\"enabled\":true}";
      case "numbers" ->
          "{\"number\":\"777\",\"target\":{\"kind\":\"PHONE\",\"id\":\"%s\"},\"description\":\"x\"}"
              .formatted(DemoSeed.id("201@meadow.example"));
      case "programs" -> "{\"name\":\"x\",\"description\":\"x\",\"variables\":{}}";
      default -> "{}";
    };
  }

  @Test
  void theListsOfTwoTenantsHaveNothingInCommon() throws Exception {
    for (String list :
        List.of(
            "calls?state=ended",
            "wallets",
            "purchases",
            "phones",
            "numbers",
            "programs",
            "decks",
            "sponsors",
            "sponsor-offers",
            "re-ratings")) {
      Set<String> own = ids(OWN, list);
      Set<String> other = ids(OTHER, list);
      own.retainAll(other);
      assertEquals(Set.of(), own, list);
    }
  }

  private static Set<String> ids(String login, String list) throws Exception {
    Set<String> ids = new HashSet<>();
    meterline().get(login, list).path("items").forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  @Test
  void noTableShowsRowsOfAnotherTenantOrOfNone() throws Exception {
    try (Connection connection = meterline().database()) {
      Map<String, String> tables = tenantTables(connection);
      assertTrue(tables.size() > 15, tables::toString);
      set(connection, DemoTenant.HARBOUR.id().toString());
      Set<String> empty = new TreeSet<>();
      for (String name : tables.keySet()) {
        if (count(connection, "select count(*) from " + name) == 0) {
          empty.add(name);
        }
      }
      empty.removeAll(MAY_BE_EMPTY);
      assertEquals(Set.of(), empty, "nothing to hide in these tables");
      for (Map.Entry<String, String> table : tables.entrySet()) {
        String name = table.getKey();
        String column = table.getValue();
        set(connection, "");
        assertEquals(0, count(connection, "select count(*) from " + name), name + ", no tenant");
        set(connection, DemoTenant.MEADOW.id().toString());
        assertEquals(
            0,
            count(
                connection,
                "select count(*) from %s where %s <> '%s'"
                    .formatted(name, column, DemoTenant.MEADOW.id())),
            name + ", the other tenant");
      }
    }
  }

  /** Tables that the application may read, with the column that names the tenant. */
  private static Map<String, String> tenantTables(Connection connection) throws Exception {
    Map<String, String> tables = new TreeMap<>(Map.of("tenant", "id"));
    try (PreparedStatement query =
            connection.prepareStatement(
                "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid "
                    + "where c.relnamespace = 'meterline'::regnamespace and c.relkind in ('r', 'p')"
                    + " and a.attname = 'tenant' and has_table_privilege(c.oid, 'select')");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        tables.put(rows.getString(1), "tenant");
      }
    }
    return tables;
  }

  private static void set(Connection connection, String tenant) throws Exception {
    try (PreparedStatement set =
        connection.prepareStatement("select set_config('meterline.tenant', ?, false)")) {
      set.setString(1, tenant);
      set.execute();
    }
  }

  private static int count(Connection connection, String sql) throws Exception {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }
}
