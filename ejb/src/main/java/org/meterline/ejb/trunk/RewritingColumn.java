package org.meterline.ejb.trunk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.trunk.Rewriting;

/** How a trunk writes numbers, as a JSON object in a column. */
final class RewritingColumn {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RewritingColumn() {}

  static Rewriting read(String column) {
    try {
      Map<String, Map<String, String>> rules = JSON.readValue(column, new TypeReference<>() {});
      return new Rewriting(
          rule(rules.get("called")),
          rule(rules.get("caller")),
          rule(rules.get("calledIn")),
          rule(rules.get("callerIn")));
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("trunk.rewriting holds no JSON object", damaged);
    }
  }

  private static Rewriting.Rule rule(@Nullable Map<String, String> said) {
    return said == null
        ? Rewriting.Rule.NONE
        : new Rewriting.Rule(
            Rewriting.Form.valueOf(said.getOrDefault("form", "AS_IS")),
            said.getOrDefault("strip", ""),
            said.getOrDefault("add", ""));
  }

  static String write(Rewriting rewriting) {
    try {
      return JSON.writeValueAsString(
          Map.of(
              "called", map(rewriting.called()),
              "caller", map(rewriting.caller()),
              "calledIn", map(rewriting.calledIn()),
              "callerIn", map(rewriting.callerIn())));
    } catch (JsonProcessingException never) {
      throw new IllegalStateException(never);
    }
  }

  private static Map<String, String> map(Rewriting.Rule rule) {
    return Map.of("form", rule.form().name(), "strip", rule.strip(), "add", rule.add());
  }
}
