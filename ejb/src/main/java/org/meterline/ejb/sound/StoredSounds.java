package org.meterline.ejb.sound;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.speech.OwnSounds;

/** Sounds as calls get them: what they are now from the directory in memory, else the database. */
public final class StoredSounds implements OwnSounds {
  /** Read at once: what charges calls needs the connections more. */
  private static final int AT_ONCE = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TenantTransaction transaction;
  private final Function<Domain, Optional<UUID>> tenants;
  private final BiFunction<Domain, String, Optional<String>> known;
  private final long room;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /** One at a time for each tenant, so that none keeps the others waiting. */
  private final Map<UUID, Semaphore> ofTenants = new ConcurrentHashMap<>();

  /**
   * @param database connections of the application's user, without a transaction manager
   * @param known the digest of a domain's sound, from memory
   * @param room octets that are kept in memory
   */
  public StoredSounds(
      DataSource database,
      Function<Domain, Optional<UUID>> tenants,
      BiFunction<Domain, String, Optional<String>> known,
      long room) {
    this.transaction = new TenantTransaction(database);
    this.tenants = tenants;
    this.known = known;
    this.room = room;
  }

  @Override
  public Optional<String> version(String domain, String name) {
    return domain.isBlank() ? Optional.empty() : known.apply(new Domain(domain), name);
  }

  /** Also of a name that the directory does not know yet: it may have been handed in just now. */
  @Override
  public Content read(String domain, String name) throws IOException {
    UUID tenant =
        (domain.isBlank() ? Optional.<UUID>empty() : tenants.apply(new Domain(domain)))
            .orElseThrow(() -> none(name));
    try {
      return inTurn(
              ofTenants.computeIfAbsent(tenant, t -> new Semaphore(1, true)),
              () -> inTurn(turns, () -> transaction.read(tenant, c -> SoundRows.content(c, name))))
          .orElseThrow(() -> none(name));
    } catch (BooksUnavailable away) {
      throw new IOException("the sound " + name + " cannot be read now", away);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server goes down", e);
    }
  }

  private interface Reading {
    Optional<Content> read() throws IOException, InterruptedException;
  }

  private static Optional<Content> inTurn(Semaphore turns, Reading reading)
      throws IOException, InterruptedException {
    if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("too many sounds are being read: its turn did not come in time");
    }
    try {
      return reading.read();
    } finally {
      turns.release();
    }
  }

  private static IOException none(String name) {
    return new IOException("there is no sound " + name);
  }

  @Override
  public long room() {
    return room;
  }
}
