package org.meterline.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The machine-readable description says what the manual says. */
class DescriptionTest {
  private static final String BASE = "/api/v1";
  private static final Pattern ENTRY =
      Pattern.compile("((?:GET|POST|PUT|DELETE)[A-Z, ]*) `(/[^`]*)`");

  private static JsonNode description() throws IOException {
    return DescriptionResource.read();
  }

  private static Set<String> described() throws IOException {
    Set<String> operations = new TreeSet<>();
    description()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                method.getKey().toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey().substring(BASE.length()))));
    return operations;
  }

  @Test
  void everyResourceOfTheManualIsDescribedAndTheOtherWayRound() throws IOException {
    Set<String> manual = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("../docs/manual/rest.md"))) {
      if (line.startsWith("| ")) {
        Matcher entry = ENTRY.matcher(line.substring(0, line.indexOf(" | ", 2) + 3));
        while (entry.find()) {
          String path = entry.group(2).replaceAll("\\?.*", "");
          for (String method : entry.group(1).split("[, ]+", -1)) {
            if (!method.isBlank()) {
              manual.add(method + " " + path);
            }
          }
        }
      }
    }
    manual.add("GET /openapi.json");
    assertTrue(manual.size() > 25, manual.toString());
    assertEquals(manual, described());
  }

  @Test
  void everyOperationHasANameAndSaysWhatGoesWrong() throws IOException {
    Set<String> names = new TreeSet<>();
    description()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          JsonNode operation = method.getValue();
                          String where = method.getKey() + " " + path.getKey();
                          assertTrue(operation.hasNonNull("summary"), where);
                          assertTrue(names.add(operation.get("operationId").asText()), where);
                          JsonNode responses = operation.get("responses");
                          assertTrue(
                              responses.properties().stream()
                                  .anyMatch(r -> r.getKey().startsWith("2")),
                              where);
                          assertTrue(responses.has("default"), where);
                        }));
  }

  @Test
  void bodiesHaveTheirFields() throws IOException {
    JsonNode schemas = description().get("components").get("schemas");
    assertTrue(schemas.get("CallRecordView").get("properties").has("ladder"));
    assertTrue(schemas.get("CallRecordView").get("properties").has("sipStatus"));
    for (var refused : List.of("CallRecordView", "CallSummaryView", "LegView")) {
      assertTrue(schemas.get(refused).get("properties").has("refusal"), refused);
    }
    assertTrue(schemas.get("CallRefusalView").get("properties").has("retry"));
    for (var sum : List.of("boughtCharged", "boughtRefunded", "boughtFor")) {
      assertTrue(
          schemas.get("CallRecordView").get("properties").get(sum).hasNonNull("description"), sum);
    }
    assertTrue(schemas.get("MoneyView").get("properties").has("amount"));
    assertTrue(schemas.get("Problem").get("properties").has("violations"));
    assertTrue(description().get("components").get("responses").has("Problem"));
  }
}
