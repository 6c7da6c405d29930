package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.meterline.billing.CutDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Statement;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.Refunds;

/**
 * Those who correct what was charged, and the node that posts it, with a database that may be lost.
 * What they are not answered they ask again, once, under the same id or key.
 */
final class Finance {
  private final Month it;
  private final UUID tenant;
  private final CutDatabase database;
  private final BookTransaction books;
  private final PostgresWallets wallets;
  private final ReRatingRun run;

  /** Two legs at a time. */
  Finance(Month it, CutDatabase database) {
    this.it = it;
    this.database = database;
    tenant = it.book.tenant;
    books = new BookTransaction(database.source());
    wallets = new PostgresWallets(database.source());
    run = new ReRatingRun(books, wallets, it::records, 2);
  }

  /** What is there under the id is not rehearsed again. */
  ReRating prepare(ReRating.Asked asked) throws Exception {
    return answered(
        () -> {
          var before = books.read(tenant, c -> ReRatingBook.find(c, asked.id()));
          if (before.isEmpty()) {
            var found = run.rehearse(tenant, asked);
            assertDone(
                books.write(tenant, c -> ReRatingBook.prepare(c, tenant, asked, found, "ann")));
          }
          return books.read(tenant, c -> ReRatingBook.find(c, asked.id())).orElseThrow();
        });
  }

  ReRating approve(ReRating.Asked asked) throws Exception {
    return answered(
        () -> {
          assertDone(books.write(tenant, c -> ReRatingBook.approve(c, tenant, asked.id(), "bob")));
          return books.read(tenant, c -> ReRatingBook.find(c, asked.id())).orElseThrow();
        });
  }

  /** As a node does it: all that was approved and not posted to the end. */
  void post() throws Exception {
    answered(
        () -> {
          for (var asked : books.read(tenant, ReRatingBook::unfinished)) {
            run.post(tenant, asked);
          }
          return true;
        });
  }

  /** As a second node does it, that has seen it unfinished, too. */
  void postAgain(ReRating.Asked asked) throws Exception {
    answered(
        () -> {
          run.post(tenant, asked);
          return true;
        });
  }

  void reRate(ReRating.Asked asked) throws Exception {
    prepare(asked);
    approve(asked);
    post();
  }

  /** Gives back a part of what stands charged for a leg; asked again, it brings another id. */
  void refund(UUID wallet, UUID leg, String amount) throws Exception {
    var charge = it.standingCharge(leg);
    var key = UUID.randomUUID().toString();
    answered(
        () -> {
          var asked =
              new Refunds.Refund(
                  tenant,
                  wallet,
                  charge,
                  key,
                  UUID.randomUUID(),
                  eur(amount),
                  "Complaint",
                  "t",
                  NOW);
          var done = assertInstanceOf(Outcome.Done.class, wallets.refunds().refund(asked));
          return books
              .read(tenant, c -> new Statement(c, wallet).lineOf((UUID) done.result()))
              .orElseThrow();
        });
  }

  private static void assertDone(ReRatingOutcome outcome) {
    assertTrue(outcome.done(), outcome.name());
  }

  private <T> T answered(Callable<T> question) throws Exception {
    boolean before = database.lost();
    try {
      return question.call();
    } catch (SQLException | BooksUnavailable e) {
      if (before || !database.lost()) {
        throw e;
      }
      return question.call();
    }
  }
}
