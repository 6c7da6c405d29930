package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Nobody sees what is another tenant's: over every REST resource, over every table. */
class TenantWallsIT extends WholeProductTest {
  private static final String OWN = "admin@harbour.example";
  private static final String OTHER = "admin@meadow.example";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  @Test
  void everyResourceOfAnotherTenantIsNotFound() throws Exception {
    JsonNode document = meterline().get(OWN, "openapi.json");
    String token = meterline().rest(OTHER).token();
    int asked = 0;
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      String template = path.getKey().replaceFirst("^/?(api/v1)?/", "");
      if (template.contains("{")) {
        for (String id : idsFor(template)) {
          for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
            if (METHODS.contains(method.getKey())) {
              String resource = template.replaceFirst("\\{[^}]+}", id);
              int status = status(method.getKey(), resource, method.getValue(), token);
              asked++;
              if (status != 404) {
                wrong.add(method.getKey() + " " + resource + " answers " + status);
              }
            }
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(asked > 10, "only " + asked + " resources were asked for");
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
    URI address =
        URI.create(
            "http://127.0.0.1:%d/api/v1/%s%s"
                .formatted(
                    meterline().configuration().web().port(), resource, bytes ? "?name=a.sh" : ""));
    HttpRequest.BodyPublisher body =
        method.equals("get") || method.equals("delete")
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(bytes ? "#!/bin/sh\n" : body(resource));
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .header("Content-Type", bytes ? "application/octet-stream" : "application/json")
                .header("Idempotency-Key", "walls-" + resource)
                .method(method.toUpperCase(Locale.ROOT), body));
    return answer.statusCode();
  }

  /** A body that would be taken if the resource were the asking tenant's. */
  private static String body(String resource) {
    if (resource.endsWith("/top-ups")) {
      return "{\"amount\":{\"amount\":\"1.00000000\",\"currency\":\"EUR\"},\"reason\":\"none\"}";
    }
    return switch (resource.substring(0, resource.indexOf('/'))) {
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
    for (String list : List.of("calls?state=ended", "wallets", "phones", "numbers", "programs")) {
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
      set(connection, DemoTenant.HARBOUR.id().toString());
      assertFalse(count(connection, "select count(*) from phone") == 0, "the owner sees nothing");
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
