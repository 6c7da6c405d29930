package org.meterline.ejb.guard;

import static org.meterline.ejb.tenant.Role.ADMIN;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.telephony.guard.Prefix;
import org.meterline.telephony.guard.Tally;

/** The operator's admins say where nothing is taken from, and see what was kept out. */
@Stateless
@InTenant
public class Sources {
  private final EntityManager entities;
  private final GuardDoor door;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Sources() {
    this(null, null, null);
  }

  @Inject
  public Sources(EntityManager entities, GuardDoor door, Clock clock) {
    this.entities = entities;
    this.door = door;
    this.clock = clock;
  }

  /** The latest first. */
  public List<GuardedSource> list(Caller caller, boolean allowed) {
    operators(caller);
    return entities.unwrap(Session.class).doReturningWork(GuardedSource::all).stream()
        .filter(each -> each.allowed() == allowed)
        .toList();
  }

  /**
   * Bans, or allows for good. Nodes hear of it within a few seconds.
   *
   * @param lasts null: until it is taken back
   * @throws Refused with 422, or 409 {@code source-exists}
   */
  public GuardedSource add(
      Caller caller, boolean allowed, String source, String why, @Nullable Duration lasts) {
    operators(caller);
    Prefix prefix;
    try {
      prefix = Prefix.parse(source);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("source", String.valueOf(e.getMessage()));
    }
    Instant now = clock.instant();
    var made =
        new GuardedSource(
            Generators.timeBasedEpochGenerator().generate(),
            prefix,
            allowed,
            why,
            caller.name(),
            now,
            lasts == null ? null : now.plus(lasts));
    if (!entities.unwrap(Session.class).doReturningWork(made::insert)) {
      throw new Refused("source-exists", 409, prefix + " is banned or allowed already.", false);
    }
    return made;
  }

  /**
   * A ban, such as one that was learned, lasts from now on as the operator says.
   *
   * @param lasts from now on; null: until it is lifted
   */
  public GuardedSource prolong(Caller caller, UUID id, @Nullable Duration lasts) {
    operators(caller);
    Instant now = clock.instant();
    entities
        .unwrap(Session.class)
        .doWork(
            connection -> {
              try (PreparedStatement update =
                  connection.prepareStatement(
                      "update guarded_source set until = ?, made_by = ?"
                          + " where id = ? and not allowed")) {
                update.setObject(
                    1, lasts == null ? null : now.plus(lasts).atOffset(ZoneOffset.UTC));
                update.setString(2, caller.name());
                update.setObject(3, id);
                update.executeUpdate();
              }
            });
    return list(caller, false).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refused.notFound("ban"));
  }

  /** Lifts a ban, or takes a source off the list of the allowed. */
  public void remove(Caller caller, boolean allowed, UUID id) {
    GuardedSource gone =
        list(caller, allowed).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Refused.notFound(allowed ? "source" : "ban"));
    entities
        .unwrap(Session.class)
        .doWork(
            connection -> {
              try (PreparedStatement delete =
                  connection.prepareStatement("delete from guarded_source where id = ?")) {
                delete.setObject(1, id);
                delete.executeUpdate();
              }
            });
    if (!allowed) {
      door.guard().ifPresent(guard -> guard.lift(gone.source()));
    }
  }

  /** What the node that answers has counted since it started. */
  public List<Tally> counters(Caller caller) {
    operators(caller);
    return door.tallies();
  }

  private static void operators(Caller caller) {
    caller.mustBeOperators();
    caller.mustBe(ADMIN);
  }
}
