package org.meterline.ejb.guard;

import com.fasterxml.uuid.Generators;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.tenant.CurrentTenant;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Prefix;

/**
 * Keeps this node's guard and the database alike: what was learned here is stored, what is stored
 * holds here. While the database is away what holds goes on to hold.
 */
public final class BanKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BanKeeper.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final DataSource database;
  private final Guard guard;
  private final InstantSource clock;
  private @Nullable Thread thread;

  public BanKeeper(DataSource database, Guard guard, InstantSource clock) {
    this.database = database;
    this.guard = guard;
    this.clock = clock;
  }

  /** Once now, then every few seconds. */
  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofVirtual().name("ban-keeper").start(this::run);
    }
  }

  private void run() {
    boolean said = false;
    try {
      while (true) {
        try {
          keep();
          said = false;
        } catch (SQLException | RuntimeException e) {
          if (!said) {
            LOG.log(System.Logger.Level.WARNING, "bans are not kept now: {0}", e.getMessage());
          }
          said = true;
        }
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stores what was learned, and takes over what is stored. */
  void keep() throws SQLException {
    List<GuardedSource> stored;
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        CurrentTenant.name(connection, OperatorBook.ID);
        GuardedSource.deleteOver(connection, clock.instant());
        for (Ban ban : guard.unstored()) {
          boolean _ =
              new GuardedSource(
                      Generators.timeBasedEpochGenerator().generate(),
                      ban.source(),
                      false,
                      ban.why(),
                      ban.by(),
                      ban.since(),
                      ban.until())
                  .insert(connection);
        }
        stored = GuardedSource.all(connection);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
    List<Ban> bans = new ArrayList<>();
    Set<Prefix> allowed = new HashSet<>();
    for (GuardedSource each : stored) {
      if (each.allowed()) {
        allowed.add(each.source());
      } else {
        bans.add(each.ban());
      }
    }
    guard.keep(bans, allowed);
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
