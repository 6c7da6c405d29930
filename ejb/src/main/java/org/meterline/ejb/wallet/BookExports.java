package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.HledgerJournal;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Books written out as they are read, however large they are. Each takes a connection for as long
 * as its reader needs: so there is one at a time for each tenant, and few in all.
 */
public final class BookExports {
  private static final int AT_ONCE = 4;

  /** Who takes nothing for so long has gone away, and the connection is for others. */
  private static final String PATIENCE = "1min";

  private final TenantTransaction transaction;
  private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(AT_ONCE);

  /**
   * @param transaction over connections that calls do not wait for
   */
  public BookExports(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  /** A book that will be written. */
  @FunctionalInterface
  public interface Export {
    /**
     * Writes it, as it stands now.
     *
     * @throws Refused with 503 {@code export-busy}, before anything is written
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    void to(Appendable out);
  }

  /**
   * A journal that hledger reads; see {@link HledgerJournal}. Outside of any transaction.
   *
   * @param from the first posting date, or null for all from the beginning
   * @param until the day after the last one, or null for all to the end
   * @throws Refused with 403, or 422 when no day is between the two
   */
  public Export hledger(Caller caller, @Nullable LocalDate from, @Nullable LocalDate until) {
    caller.mustBe(ADMIN, FINANCE);
    if (from != null && until != null && !from.isBefore(until)) {
      throw Refused.invalid("until", "must be later than from");
    }
    var tenant = caller.tenant().id();
    return out -> alone(tenant, () -> read(tenant, c -> HledgerJournal.write(c, from, until, out)));
  }

  @FunctionalInterface
  private interface Writing {
    void with(Connection connection) throws SQLException;
  }

  private void read(UUID tenant, Writing writing) {
    transaction.read(
        tenant,
        c -> {
          try (var s = c.createStatement()) {
            s.execute("set local idle_in_transaction_session_timeout = '" + PATIENCE + "'");
          }
          writing.with(c);
          return true;
        });
  }

  private void alone(UUID tenant, Runnable export) {
    if (!underWay.add(tenant)) {
      throw busy("Your book is being exported: try again when that is done.");
    }
    try {
      if (!places.tryAcquire()) {
        throw busy("Other books are being exported: try again soon.");
      }
      try {
        export.run();
      } finally {
        places.release();
      }
    } finally {
      underWay.remove(tenant);
    }
  }

  private static Refused busy(String reason) {
    return new Refused("export-busy", 503, reason, true);
  }
}
