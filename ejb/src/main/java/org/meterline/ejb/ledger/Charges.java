package org.meterline.ejb.ledger;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.ChargeBook;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.Tenants;

/**
 * What calls were charged in a book: what payers pay in a tenant's, what tenants pay and carriers
 * are owed in the operator's. Who called whom is not told: that is in the tenant's records.
 */
@Stateless
@InTenant
public class Charges {
  private final EntityManager entities;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Charges() {
    this(null);
  }

  @Inject
  public Charges(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * A charge.
   *
   * @param tenant the name of the tenant whose call it is
   */
  public record Seen(ChargeBook.Posted posted, String tenant) {}

  /** The latest first; what was charged anew, by when that was. */
  public Page<Seen> list(Caller caller, ChargeBook.Wanted wanted, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    if (wanted.from() != null
        && wanted.until() != null
        && !wanted.from().isBefore(wanted.until())) {
      throw Refused.invalid("until", "must be later than from");
    }
    var before = ask.afterId().orElse(null);
    var rows = reading(c -> new ChargeBook(c).list(wanted, before, ask.rows()));
    return Page.of(named(caller, rows), ask, seen -> seen.posted().charge().id().toString());
  }

  /**
   * One charge.
   *
   * @throws Refused with 404
   */
  public Seen get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    var found = reading(c -> new ChargeBook(c).find(id));
    return named(caller, found.stream().toList()).stream()
        .findFirst()
        .orElseThrow(() -> Refused.notFound("charge"));
  }

  private List<Seen> named(Caller caller, List<ChargeBook.Posted> rows) {
    Map<UUID, String> names = new HashMap<>();
    names.put(caller.tenant().id(), caller.tenant().name());
    if (caller.tenant().id().equals(OperatorBook.ID)) {
      reading(Tenants::all).forEach(tenant -> names.put(tenant.id(), tenant.name()));
    }
    return rows.stream().map(row -> new Seen(row, names.getOrDefault(row.tenant(), ""))).toList();
  }

  private <T> T reading(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
