package org.meterline.web.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever is refused something finds its name in the manual, with what to do about it. */
class NamedRefusalsTest {
  /** Of a name as it is written where something is refused. */
  private static final String NAME = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*";

  private static final Pattern MADE =
      Pattern.compile(
          "\\b(?:new Refused|new Refusal|new PayerRefusal|Problem\\.of|conflict|refused"
              + "|ending|nobody|no)\\(\\s*(?:\"("
              + NAME
              + ")\"|([A-Z][A-Z_]+),)");

  /** Those of the books and of who pays, which are made in one place each. */
  private static final Pattern LISTED =
      Pattern.compile("\\b(?:[A-Z_]+|PayerRefusal\\.of|of)\\(\\s*\"(" + NAME + ")\",");

  private static final Set<String> LISTS = Set.of("Refusal.java", "PayerRefusal.java");

  /** What REST tells as {@code not-found}. */
  private static final Set<String> TOLD_OTHERWISE =
      Set.of("no-charge", "no-purchase", "no-receivable");

  @Test
  void eachNamedRefusalIsInTheManual() throws IOException {
    var named = new TreeSet<String>();
    for (var module : List.of("billing", "ejb", "telephony", "web")) {
      for (var file : files(Path.of("..", module, "src", "main", "java"), ".java")) {
        named.addAll(named(file));
      }
    }
    assertTrue(named.size() > 120, named::toString);
    assertTrue(
        named.containsAll(
            List.of("wallet-too-low", "no-payer", "lease-lost", "no-carrier", "no-room")),
        named::toString);
    named.add("wholesale-wallet-too-low");
    named.add("wholesale-wallet-frozen");
    named.removeAll(TOLD_OTHERWISE);
    var manual = new StringBuilder();
    for (var page : files(Path.of("..", "docs", "manual"), ".md")) {
      manual.append(Files.readString(page));
    }
    named.removeIf(
        name -> manual.indexOf("`" + name + "`") >= 0 || manual.indexOf(": " + name + "`") >= 0);
    assertEquals(Set.of(), named);
  }

  private static Set<String> named(Path file) throws IOException {
    var source = Files.readString(file);
    var names = new TreeSet<String>();
    for (var made : MADE.matcher(source).results().toList()) {
      var literal = made.group(1);
      names.addAll(literal == null ? constant(source, made.group(2)) : List.of(literal));
    }
    if (LISTS.contains(String.valueOf(file.getFileName()))) {
      LISTED.matcher(source).results().map(listed -> listed.group(1)).forEach(names::add);
    }
    return names;
  }

  /** What stands in a constant of the same file, if it is a name. */
  private static List<String> constant(String source, String constant) {
    return Pattern.compile("\\b" + constant + " =\\s*\"(" + NAME + ")\";")
        .matcher(source)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending))
          .collect(Collectors.toCollection(ArrayList::new));
    }
  }
}
