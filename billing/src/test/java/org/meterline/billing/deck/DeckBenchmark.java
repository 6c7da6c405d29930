package org.meterline.billing.deck;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;

/**
 * From a CSV file to a draft in the database, row-level security on, and back into memory, while a
 * call a millisecond is rated. Prints a line for each figure: name, value, unit, {@code >} or
 * {@code <}, target, with tabs between. Run with {@code [prefixes [prefixes of the large deck]]}.
 */
public final class DeckBenchmark {
  private DeckBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    var numbers = Arrays.stream(arguments).map(Integer::parseInt).toList();
    for (var line :
        run(
            numbers.isEmpty() ? 36_000 : numbers.get(0),
            numbers.size() < 2 ? 500_000 : numbers.get(1))) {
      System.out.println(line);
    }
    System.exit(0);
  }

  /** Answers a line for each figure. */
  static List<String> run(int prefixes, int large) throws Exception {
    var lines = new ArrayList<String>();
    run(Math.min(prefixes, 1000)); // to warm
    for (int count : new int[] {prefixes, large}) {
      var rating = RatingMeanwhile.begun();
      long[] millis = run(count);
      double longest = rating.end();
      lines.add(
          String.format(
              Locale.ROOT,
              "import of %,d prefixes\t%.1f\ts\t<\t%d",
              count,
              millis[0] / 1e3,
              count == prefixes ? 10 : 90));
      lines.add(
          String.format(
              Locale.ROOT,
              "reading %,d prefixes into memory\t%.1f\ts\t<\t%d",
              count,
              millis[1] / 1e3,
              count == prefixes ? 10 : 90));
      lines.add(
          String.format(
              Locale.ROOT,
              "longest wait to be rated meanwhile, %,d prefixes\t%.1f\tms\t<\t100",
              count,
              longest));
    }
    return lines;
  }

  private static long[] run(int prefixes) throws Exception {
    var content = file(prefixes);
    var tenant = TestDatabase.tenant();
    var transaction = new BookTransaction(TestDatabase.app());
    var terms = DeckTerms.plain(UUID.randomUUID(), Currency.EUR);
    long began = System.nanoTime();
    var file = DeckImport.read(content, terms, Columns.USUAL);
    var draft =
        new DeckReview.Draft(
            terms, "Bench", Relation.RETAIL, null, Instant.EPOCH, "bench.csv", "bench");
    transaction.write(
        tenant,
        c -> {
          DeckReviews.write(c, tenant, draft, file, Instant.EPOCH);
          return true;
        });
    long stored = System.nanoTime();
    int size = transaction.read(tenant, c -> DeckRows.deck(c, terms.deck())).orElseThrow().size();
    if (size != prefixes) {
      throw new IllegalStateException(size + " lines");
    }
    return new long[] {(stored - began) / 1_000_000, (System.nanoTime() - stored) / 1_000_000};
  }

  private static byte[] file(int prefixes) {
    var random = new Random(3);
    var seen = new HashSet<Long>();
    var text = new StringBuilder("prefix,destination,price,increments,from\n");
    while (seen.size() < prefixes) {
      long prefix = 10 + random.nextLong(99_999_999);
      if (seen.add(prefix)) {
        text.append(prefix)
            .append(",Destination ")
            .append(prefix / 100_000)
            .append(",0.")
            .append(1000 + random.nextInt(2000))
            .append(",60/1,2026-12-01\n");
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
