package org.meterline.ejb.charge;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rerate.FreeLeg;
import org.meterline.billing.rerate.FreeLegRows;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.LegHold;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.LegId;

/**
 * Notes legs that a deck prices at nothing, with who would have paid, in case the deck turns out to
 * be wrong. Aside: no call waits for it, and calls go on while there is no database.
 */
final class FreeLegs {
  private static final int BATCH = 2000;
  private static final int ROUNDS = 20;

  private final TenantTransaction transaction;
  private final PayerChoice choice;
  private final DataSource source;
  private final int daysKept;
  private final Later<Free> later = new Later<>("that a leg was free", this::write);

  /**
   * @param source connections in autocommit, as the application's user
   */
  FreeLegs(TenantTransaction transaction, PayerChoice choice, DataSource source, int daysKept) {
    this.transaction = transaction;
    this.choice = choice;
    this.source = source;
    this.daysKept = daysKept;
  }

  private sealed interface Free {
    Ask ask();
  }

  /** Nobody pays the tenant. */
  private record Retail(Ask ask, Tariff tariff, Instant agreed) implements Free {}

  /** The tenant pays the operator nothing. */
  private record Bought(Ask ask, UUID tenant, HoldLine line) implements Free {}

  void note(Ask ask, UUID tenant, Tariff tariff, Instant agreed) {
    later.add(tenant, ask.call().value(), new Retail(ask, tariff, agreed));
  }

  /**
   * @param line what the tenant would have paid the operator by
   */
  void noteBought(Ask ask, UUID tenant, HoldLine line) {
    later.add(OperatorBook.ID, ask.call().value(), new Bought(ask, tenant, line));
  }

  /** A leg is not to be. */
  void forget(LegId leg) {
    later.drop(free -> free.ask().leg().equals(leg));
  }

  /** Writes what waits. */
  void flush() {
    later.flush();
  }

  /**
   * Forgets what is older than it is kept, of all tenants, a batch at a time; what is left after
   * some of them has to wait. Every node may do so at once.
   */
  void forgetOld() {
    try (var connection = source.getConnection()) {
      int rounds = 0;
      while (FreeLegRows.forget(connection, daysKept, BATCH) == BATCH && rounds < ROUNDS) {
        rounds++;
      }
    } catch (SQLException e) {
      throw new BooksUnavailable("cannot forget old free legs: " + e.getMessage(), e);
    }
  }

  private void write(UUID book, List<Free> some) {
    var legs = some.stream().map(free -> leg(book, free)).toList();
    transaction.write(
        book,
        connection -> {
          FreeLegRows.write(connection, book, legs);
          return true;
        });
  }

  private FreeLeg leg(UUID book, Free free) {
    var call = free.ask().call().value();
    var leg = free.ask().leg().value();
    return switch (free) {
      case Retail(Ask ask, Tariff tariff, Instant agreed) ->
          new FreeLeg(
              leg, call, book, book, agreed, tariff, choice.wouldPay(ask, book, tariff, agreed));
      case Bought(Ask ask, UUID tenant, HoldLine line) ->
          new FreeLeg(
              LegHold.boughtFree(leg),
              call,
              tenant,
              book,
              LegAuthority.priceStart(ask),
              line.tariff(),
              List.of(line));
    };
  }
}
