package org.meterline.billing.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.TestBook;

/**
 * hledger, an accounting program that others wrote, reads a book and says its balances.
 *
 * @param folder for its files
 */
public record Hledger(Path folder) {
  /** It comes to the same balances. */
  public void agrees(TestBook book) throws IOException, InterruptedException {
    assertEquals(ours(book), balances(write(book, null, null, 2)));
  }

  /** As hledger says them. */
  Map<String, BigDecimal> balances(String journal, String... also)
      throws IOException, InterruptedException {
    var file = folder.resolve("book.journal");
    Files.writeString(file, journal);
    assertEquals("", run("hledger", "-f", file.toString(), "check", "--strict"));
    var words =
        new ArrayList<>(
            List.of("hledger", "-f", file.toString(), "balance", "--flat", "-N", "-O", "csv"));
    words.addAll(List.of(also));
    return theirs(run(words.toArray(String[]::new)));
  }

  static String write(
      TestBook book, @Nullable LocalDate from, @Nullable LocalDate until, int piece) {
    var text = new StringBuilder();
    book.read(
        c -> {
          HledgerJournal.write(c, from, until, piece, text);
          return true;
        });
    return text.toString();
  }

  static Map<String, BigDecimal> ours(TestBook book) {
    var balances = new TreeMap<String, BigDecimal>();
    for (var account :
        book.read(c -> new Ledger(c).accounts(Instant.parse("2027-01-01T00:00:00Z")))) {
      var balance = account.balance().decimal();
      if (balance.signum() != 0) {
        balances.put(account.title(), account.kind().debit() ? balance : balance.negate());
      }
    }
    return balances;
  }

  /** Lines such as {@code "assets:1000 Bank","-0.00000119 EUR"}. */
  private static Map<String, BigDecimal> theirs(String csv) {
    var balances = new TreeMap<String, BigDecimal>();
    for (var line : csv.lines().skip(1).toList()) {
      var cells = line.substring(1, line.length() - 1).split("\",\"", -1);
      balances.put(
          cells[0].substring(cells[0].indexOf(':') + 1),
          new BigDecimal(cells[1].replaceAll(" (EUR|SEC)$", "")));
    }
    return balances;
  }

  private String run(String... command) throws IOException, InterruptedException {
    var out = folder.resolve("out");
    var words = new ArrayList<>(List.of(command));
    var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    var process = builder.start();
    int status = process.waitFor();
    var said = Files.readString(out, UTF_8);
    assertEquals(0, status, said);
    return said;
  }
}
