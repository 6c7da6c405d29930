package org.meterline.ejb.phone;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/**
 * Passwords with which a browser is a phone for a while, so that nobody types a phone's own
 * password into a page, and no page keeps one.
 */
@Stateless
@InTenant
public class PhonePasses {
  /** A working day: afterwards the page asks for another. */
  static final Duration LIFE = Duration.ofHours(12);

  /** A call may begin when the pass is about to end, and its relay has to last until it ends. */
  static final Duration RELAY = LIFE.plus(Duration.ofHours(12));

  /** Of one phone; beyond them the one that ends first goes. */
  private static final int MOST = 20;

  private final EntityManager entities;
  private final Phones phones;
  private final Clock clock;
  private final IceServers servers;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected PhonePasses() {
    this(null, null, null, null);
  }

  @Inject
  public PhonePasses(EntityManager entities, Phones phones, Clock clock, IceServers servers) {
    this.entities = entities;
    this.phones = phones;
    this.clock = clock;
    this.servers = servers;
  }

  /**
   * A password, told once.
   *
   * @param until it is good, in whole seconds
   * @param servers for the audio
   */
  public record Pass(
      Phone phone, String password, Instant until, List<IceServers.Server> servers) {}

  /** For whoever may see the phone: an administrator, an agent, or who pays for its calls. */
  public Pass give(Caller caller, UUID phone) {
    Phone of = phones.get(caller, phone).phone();
    if (!of.enabled()) {
      throw Refused.conflict("phone-disabled", "The phone is disabled.");
    }
    String password = Digests.newPassword();
    Digests digests = Digests.of(of.user(), caller.tenant().domain(), password);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant until = now.plus(LIFE);
    entities
        .unwrap(Session.class)
        .doWork(
            connection -> {
              makeRoom(connection, of, now);
              insert(connection, caller, of, digests, until);
            });
    return new Pass(of, password, until, servers.until(now.plus(RELAY), of.id().toString()));
  }

  private static void makeRoom(Connection connection, Phone phone, Instant now)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from phone_pass where phone = ? and (until <= ? or id not in"
                + " (select id from phone_pass where phone = ? order by until desc, id desc"
                + " limit ?))")) {
      delete.setObject(1, phone.id());
      delete.setObject(2, utc(now));
      delete.setObject(3, phone.id());
      delete.setInt(4, MOST - 1);
      delete.executeUpdate();
    }
  }

  private static void insert(
      Connection connection, Caller caller, Phone phone, Digests digests, Instant until)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into phone_pass (tenant, id, phone, md5_ha1, sha256_ha1, made_by, until)"
                + " values (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setObject(1, caller.tenant().id());
      insert.setObject(2, Generators.timeBasedEpochGenerator().generate());
      insert.setObject(3, phone.id());
      insert.setString(4, digests.md5());
      insert.setString(5, digests.sha256());
      insert.setString(6, caller.subject());
      insert.setObject(7, utc(until));
      insert.executeUpdate();
    }
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
