package org.meterline.ejb.switchboard;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.TrunkSecrets;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Keeps the directory in memory like the database: loads it, then follows the commits (LISTEN) on a
 * connection of its own. When the connection is lost it connects again and loads anew.
 */
public final class DirectoryFeed implements AutoCloseable {
  private static final Logger LOG = System.getLogger(DirectoryFeed.class.getName());
  private static final String CHANNEL = "meterline_directory";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** What is waited for at most before looking whether to end. */
  private static final int POLL_MILLIS = 500;

  /**
   * A connection lost without a word is found by asking (every 30 s) and mended by loading anew.
   */
  private static final int ASK_EVERY = 60;

  private static final int VALID_SECONDS = 5;
  private static final int LOAD_EVERY = 20 * ASK_EVERY;

  private final DataSource database;
  private final DirectoryReader reader;
  private final MemoryDirectory directory;
  private final CountDownLatch loaded = new CountDownLatch(1);
  private volatile boolean open = true;
  private volatile boolean connected;
  private @Nullable Thread thread;

  public DirectoryFeed(
      DataSource database, ProgramFiles files, TrunkSecrets secrets, MemoryDirectory directory) {
    this.database = database;
    this.reader = new DirectoryReader(files, secrets);
    this.directory = directory;
  }

  /** Begins; returns at once. */
  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("meterline-directory").daemon().start(this::run);
    }
  }

  /** Waits for the first load. */
  public boolean awaitLoaded(Duration time) throws InterruptedException {
    return loaded.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether changes arrive now. */
  public boolean connected() {
    return connected;
  }

  @Override
  public synchronized void close() {
    open = false;
    if (thread != null) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    boolean complained = false;
    while (open) {
      try (Connection connection = database.getConnection()) {
        follow(connection);
        complained = false;
      } catch (SQLException | RuntimeException lost) {
        if (connected || !complained) {
          LOG.log(
              Level.WARNING,
              "the directory cannot be read; going on with what is known: {0}",
              lost.getMessage());
          complained = true;
        }
        connected = false;
        pause();
      }
    }
    connected = false;
  }

  private void follow(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement listen = connection.createStatement()) {
      listen.execute("listen " + CHANNEL); // first, so that no change falls between
    }
    try {
      load(connection);
      connected = true;
      LOG.log(Level.INFO, "directory loaded: {0} tenants", directory.size());
      loaded.countDown();
      PGConnection postgres = connection.unwrap(PGConnection.class);
      for (int polls = 1; open; polls++) {
        changed(connection, postgres.getNotifications(POLL_MILLIS));
        if (polls % LOAD_EVERY == 0) {
          load(connection);
        } else if (polls % ASK_EVERY == 0 && !connection.isValid(VALID_SECONDS)) {
          throw new SQLException("the connection that tells of changes is lost");
        }
      }
    } finally {
      try (Statement unlisten = connection.createStatement()) {
        unlisten.execute("unlisten *");
      }
    }
  }

  private void load(Connection connection) throws SQLException {
    directory.replace(reader.all(connection), reader.operator(connection));
  }

  private void changed(Connection connection, PGNotification @Nullable [] notifications)
      throws SQLException {
    if (notifications == null || notifications.length == 0) {
      return;
    }
    Set<String> tenants = new HashSet<>();
    for (PGNotification notification : notifications) {
      tenants.add(notification.getParameter());
    }
    if (tenants.contains("")) {
      load(connection);
      return;
    }
    for (Tenant tenant : reader.tenants(connection)) {
      if (tenants.contains(tenant.id().toString())) {
        directory.replace(reader.one(connection, tenant));
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PATIENCE);
    } catch (InterruptedException e) {
      open = false;
    }
  }
}
