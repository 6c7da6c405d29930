package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nobody sees what is another tenant's: over every REST resource, over every table. */
class TenantWallsIT extends WholeProductTest {
  private static final String OWN = BehindTheWall.OWNER;
  private static final String OTHER = "admin@meadow.example";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /**
   * Tables that may be empty at any time: news is deleted once told, phones come and go, and what
   * is decided about books, sealed, or summed once a day is over, may still be to come.
   */
  private static final Set<String> MAY_BE_EMPTY =
      Set.of(
          "outbox",
          "balance_check",
          "balance_day",
          "balance_head",
          "wallet_day",
          "charge_of_tenant",
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
          "put destinations/{id}",
          "put ledger/currencies/{currency}",
          "put ledger/journals/{id}",
          "put sounds/{name}",
          "put re-ratings/{id}",
          "post ledger/periods/{month}/closing",
          "post ledger/periods/{month}/reopening");

  /**
   * How many of what a list has are asked for: by then it has a hundred calls, one like another.
   */
  private static final int OF_A_LIST = 3;

  /** What is the operator's alone: tenants are told so. */
  private static final List<String> OPERATORS = List.of("modems/", "tenants/", "guard/");

  private final Requests requests = new Requests(meterline());

  @BeforeAll
  static void thereIsSomethingBehindTheWall() throws Exception {
    new BehindTheWall(meterline()).fill();
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
        Set<String> ids = isOperators(template) ? Set.of() : idsFor(template);
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          if (!METHODS.contains(method.getKey())
              || OWN_BY_NAME.contains(method.getKey() + " " + template)) {
            continue;
          }
          if (isOperators(template)) {
            int status =
                status(
                    method.getKey(),
                    template.replaceAll("\\{[^}]+}", "1"),
                    method.getValue(),
                    token);
            assertTrue(status == 403 || status == 404, template + " answers " + status);
            continue;
          }
          if (ids.isEmpty()) {
            notAsked.add(method.getKey() + " " + template);
          }
          for (String id : ids.stream().limit(OF_A_LIST).toList()) {
            String resource =
                template
                    .replaceFirst("\\{[^}]+}", id)
                    .replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
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
    String call = paid();
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
    String calls = "{\"first\":{\"to\":\"%s\"%s},\"then\":{\"to\":\"202\"}}";
    refused("calls", calls.formatted("101", ""));
    refused("calls", calls.formatted("201", ",\"callerId\":\"+4930555100\""));
    String payer =
        meterline().get(OWN, "wallets").path("items").path(0).path("payer").path("id").asText();
    assertEquals(
        404,
        requests.send(
            "post",
            "decks?name=x&payer=" + payer,
            Requests.BYTES,
            "prefix,price\n49,1\n",
            meterline().rest(OTHER).token()));
    refused("wallets", "{\"payerId\":\"%s\",\"name\":\"x\",\"currency\":\"EUR\"}".formatted(payer));
    assertEquals(phones, ids(OTHER, "phones"), "nothing was made");
    assertEquals(numbers, ids(OTHER, "numbers"), "nothing was made");
    for (String query : List.of("ledger/transfers?call=" + call, "calls?state=ended&limit=200")) {
      assertFalse(meterline().get(OTHER, query).toString().contains(call), query);
    }
  }

  /** A call of the owner's, which somebody paid for. */
  private static String paid() throws Exception {
    for (JsonNode call : meterline().get(OWN, "calls?state=ended&limit=100").path("items")) {
      String id = call.path("id").asText();
      if (!meterline().get(OWN, "ledger/transfers?call=" + id).path("items").isEmpty()) {
        return id;
      }
    }
    throw new AssertionError("no call that was paid for is on record");
  }

  private static String first(String login, String list) throws Exception {
    return meterline().get(login, list).path("items").path(0).path("id").asText();
  }

  private void refused(String resource, String body) throws Exception {
    String token = meterline().rest(OTHER).token();
    int status = requests.send("post", resource, Requests.JSON, body, token);
    assertTrue(status == 404 || status == 422 || status == 400, body + " answers " + status);
  }

  private static boolean isOperators(String template) {
    return OPERATORS.stream().anyMatch(template::startsWith);
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
        if (!item.path("own").asBoolean(true)) {
          continue; // all tenants use it
        }
        ids.add(item.path(list.equals("sounds") ? "name" : "id").asText());
      }
    }
    return ids;
  }

  private int status(String method, String resource, JsonNode operation, String token)
      throws Exception {
    boolean bytes = operation.path("requestBody").path("content").has(Requests.BYTES);
    return requests.send(
        method,
        resource + (bytes ? "?name=a.sh" : ""),
        bytes ? Requests.BYTES : Requests.JSON,
        bytes ? "#!/bin/sh\n" : body(resource),
        token);
  }

  /** A body that would be taken if the resource were the asking tenant's. */
  private static String body(String resource) {
    String act =
        switch (resource.substring(resource.lastIndexOf('/') + 1)) {
          case "top-ups" -> "{" + BehindTheWall.amount("1");
          case "forced-debits" -> "{\"kind\":\"DISPUTE\"," + BehindTheWall.amount("1");
          case "refunds" ->
              "{\"transferId\":\"%s\",".formatted(UUID.randomUUID()) + BehindTheWall.amount("1");
          case "transfers" ->
              "{\"toWalletId\":\"%s\",".formatted(UUID.randomUUID()) + BehindTheWall.amount("1");
          case "settlements" -> "{\"means\":\"WRITE_OFF\"," + BehindTheWall.amount("1");
          case "limit" -> "{\"floor\":" + BehindTheWall.money("0") + ",\"frozen\":false}";
          case "prefixes" -> "{\"prefixes\":[\"49\"]}";
          case "country" -> "{\"country\":\"DE\"}";
          case "end" -> "{\"until\":\"2099-01-01\"}";
          case "verification" -> "{\"code\":\"123456\"}";
          case "messages" -> "{\"to\":\"+4915112345678\",\"text\":\"x\"}";
          case "redirect" -> "{\"to\":\"101\"}";
          case "play" -> "{\"play\":[{\"silence\":true,\"seconds\":1}]}";
          case "say" -> "{\"say\":{\"digits\":\"1\"}}";
          case "seek" -> "{\"millis\":1}";
          case "send-digits" -> "{\"digits\":\"1\"}";
          case "dial" -> "{\"to\":[{\"to\":\"101\"}]}";
          case "transfer" -> "{\"to\":\"101\"}";
          case "supervise" -> "{\"phone\":\"101\"}";
          case "mode" -> "{\"mode\":\"barge\"}";
          case "run-program" -> "{\"number\":\"500\"}";
          case "set-variable" -> "{\"name\":\"x\",\"value\":\"y\"}";
          default -> "";
        };
    if (!act.isEmpty()) {
      return act;
    }
    if (resource.endsWith("/rejection")) {
      return "{\"reason\":\"none\"}";
    }
    if (resource.endsWith("/offers")) {
      return BehindTheWall.OFFER;
    }
    return switch (resource.substring(0, resource.indexOf('/'))) {
      case "sponsors" -> "{\"active\":true}";
      case "phones" ->
          "{\"displayName\":\"x\",\"callerId\":null,\"walletId\":null,\"enabled\":true}";
      case "numbers" ->
          "{\"number\":\"777\",\"target\":{\"kind\":\"PHONE\",\"id\":\"%s\"},\"description\":\"x\"}"
              .formatted(DemoSeed.id("201@meadow.example"));
      case "locations" -> "{\"label\":\"x\",\"country\":\"DE\"}";
      case "recording-rules" -> "{\"ways\":\"never\"}";
      case "trunks" -> "{\"host\":\"sip.carrier.example\"}";
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
            "recordings",
            "recording-rules",
            "numbers",
            "programs",
            "decks",
            "sponsors",
            "sponsor-offers",
            "ledger/charges",
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
