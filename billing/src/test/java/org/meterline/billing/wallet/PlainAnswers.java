package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** What books of wallets answer, and what they hold, without what their clocks say. */
final class PlainAnswers {
  private PlainAnswers() {}

  /** An answer without what clocks say. */
  static Object plain(Object answer) {
    return answer instanceof Outcome.Done<?>(Purchases.Purchase bought, boolean repeated)
        ? List.of("Done", bought(bought), repeated)
        : answer;
  }

  static List<Object> bought(Purchases.Purchase p) {
    return Arrays.asList(
        p.id(), p.wallet(), p.item(), p.price(), p.tax(), p.state(), p.captured(), p.transfer());
  }

  static String name(Object answer) {
    return switch (answer) {
      case HoldOutcome.NotHeld no -> no.why().why().name();
      case Outcome.Refused<?> no -> no.why().why().name();
      case List<?> done -> String.valueOf(done.getFirst());
      default -> answer.getClass().getSimpleName();
    };
  }

  static List<Object> steps(LegHold.Line line) {
    return line.steps().stream()
        .<Object>map(s -> List.of(s.sequence(), s.total(), s.seconds(), s.number()))
        .toList();
  }

  /**
   * Notes a wallet and its pockets.
   *
   * @param shift from the book's clock to the other one's
   */
  static void wallet(Map<String, Object> state, WalletBook book, UUID in, UUID id, Duration shift) {
    var w = book.wallet(in, id).orElseThrow();
    state.put(
        "wallet " + id,
        List.of(
            w.balance(),
            w.held(),
            w.available(),
            w.floor(),
            w.goodwill(),
            w.owed(),
            w.frozen(),
            w.stopped()));
    var pockets = book.pockets(in, id);
    state.put(
        "pockets " + id,
        IntStream.range(0, pockets.size())
            .mapToObj(
                i ->
                    List.of(
                        pockets.get(i).pocket() instanceof Pocket.Goodwill(Instant expires)
                            ? expires.plus(shift)
                            : "refundable",
                        pockets.get(i).balance()))
            .toList());
  }
}
