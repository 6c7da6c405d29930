package org.meterline.ejb.location;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.AGENT;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.telephony.call.Place;

/** The tenant's people say where phones stand; it counts from the next call on. */
@Stateless
@InTenant
public class Locations {
  private static final Set<String> COUNTRIES =
      new HashSet<>(Arrays.asList(Locale.getISOCountries()));

  private final EntityManager entities;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Locations() {
    this(null);
  }

  @Inject
  public Locations(EntityManager entities) {
    this.entities = entities;
  }

  /** What is said of a place; see {@link Location}. */
  public record Draft(Place place, boolean standard, List<String> users) {
    public Draft {
      users = List.copyOf(users);
    }
  }

  /** By label. */
  public List<Location> list(Caller caller) {
    caller.mustBe(ADMIN, AGENT);
    return within(LocationRows::all);
  }

  public Location get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, AGENT);
    return within(c -> find(c, id));
  }

  /**
   * @throws Refused with 422, or 409 {@code location-exists}
   */
  public Location create(Caller caller, Draft draft) {
    caller.mustBe(ADMIN);
    UUID id = Generators.timeBasedEpochGenerator().generate();
    return put(
        id,
        draft,
        c -> {
          LocationRows.insert(c, caller.tenant().id(), id, draft);
          return true;
        });
  }

  /**
   * @param read the location's version that the change is of; null: of whichever there is
   * @throws Refused with 404, 422, or 409 {@code location-exists}, {@code changed-meanwhile}
   */
  public Location change(Caller caller, UUID id, Draft draft, @Nullable Integer read) {
    caller.mustBe(ADMIN);
    within(c -> find(c, id));
    return put(id, draft, c -> LocationRows.update(c, id, draft, read));
  }

  /** Its phones are where the others are. */
  public void remove(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    within(
        c -> {
          Location gone = find(c, id);
          LocationRows.delete(c, id);
          return gone;
        });
  }

  private Location put(UUID id, Draft draft, BookTransaction.Work<Boolean> written) {
    if (!COUNTRIES.contains(draft.place().country())) {
      throw Refused.invalid("country", "must be a country's two letters, such as DE");
    }
    return within(
        c -> {
          boolean taken =
              LocationRows.all(c).stream()
                  .anyMatch(
                      other ->
                          !other.id().equals(id)
                              && other.place().label().equals(draft.place().label()));
          if (taken) {
            throw Refused.conflict(
                "location-exists", "There is a location " + draft.place().label() + " already.");
          }
          if (!written.with(c)) {
            throw Refused.changedMeanwhile("location");
          }
          Location made = find(c, id);
          if (made.users().size() != new HashSet<>(draft.users()).size()) {
            throw Refused.invalid("users", "are not all phones of this tenant");
          }
          return made;
        });
  }

  private static Location find(Connection c, UUID id) throws SQLException {
    return LocationRows.all(c).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refused.notFound("location"));
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
