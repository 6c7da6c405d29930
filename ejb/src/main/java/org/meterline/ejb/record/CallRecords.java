package org.meterline.ejb.record;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.AGENT;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.CallCost;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.program.ProgramRun;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.call.PackedLadder;

/** Looking at calls, and ending them. */
@Stateless
@InTenant
public class CallRecords {
  private static final UUID LAST = new UUID(-1, -1);

  private final EntityManager entities;
  private final LiveCalls live;
  private final CallEnding ending;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected CallRecords() {
    this(null, null, null, null);
  }

  @Inject
  public CallRecords(EntityManager entities, LiveCalls live, CallEnding ending, Clock clock) {
    this.entities = entities;
    this.live = live;
    this.ending = ending;
    this.clock = clock;
  }

  /** Which calls. */
  public enum Wanted {
    ALL,
    LIVE,
    ENDED
  }

  /** Newest first; a payer gets those that concern their wallets. */
  public Page<CallSummary> list(Caller caller, Wanted wanted, Ask ask) {
    SeenWallets seen = SeenWallets.of(entities, caller);
    String which =
        switch (wanted) {
          case ALL -> "";
          case LIVE -> " and r.ended is null";
          case ENDED -> " and r.ended is not null";
        };
    TypedQuery<CallRecord> query =
        entities
            .createQuery(
                "select r from CallRecord r where r.id < :before"
                    + which
                    + (seen.all()
                        ? ""
                        : " and (r.callerWallet in (:wallets) or r.calleeWallet in (:wallets))")
                    + " order by r.id desc",
                CallRecord.class)
            .setParameter("before", ask.afterId().orElse(LAST))
            .setMaxResults(ask.rows());
    if (!seen.all()) {
      query.setParameter("wallets", seen.ids());
    }
    Page<CallRecord> page = Page.of(query.getResultList(), ask, r -> r.id().toString());
    List<UUID> ids = page.items().stream().map(CallRecord::id).toList();
    Map<UUID, CallCost> costs = costs(ids, seen);
    List<CallSummary> items =
        new ArrayList<>(page.items().stream().map(r -> summary(r, costs)).toList());
    if (wanted != Wanted.ENDED && ask.after().isEmpty()) {
      addUnwritten(caller, seen, items);
    }
    return new Page<>(items, page.next());
  }

  /** Calls so young that their first fact is still on its way to the database. */
  private void addUnwritten(Caller caller, SeenWallets seen, List<CallSummary> items) {
    List<LiveCall> unwritten =
        live.of(caller.tenant().id()).stream()
            .filter(c -> c.mayBeSeenBy(caller, seen::contains))
            .filter(c -> items.stream().noneMatch(i -> i.id().equals(c.id())))
            .filter(c -> items.isEmpty() || c.id().compareTo(items.getFirst().id()) > 0)
            .sorted(Comparator.comparing(LiveCall::id).reversed())
            .toList();
    items.addAll(0, unwritten.stream().map(c -> CallSummary.of(c, clock.instant())).toList());
  }

  /** One call. */
  public CallSummary summary(Caller caller, UUID id) {
    return summaryIfAny(caller, id).orElseThrow(() -> Refused.notFound("call"));
  }

  /** One call, if it is there for this caller's eyes. */
  public Optional<CallSummary> summaryIfAny(Caller caller, UUID id) {
    CallRecord record = entities.find(CallRecord.class, id);
    SeenWallets seen = SeenWallets.of(entities, caller);
    if (record != null) {
      return record.concerns(seen)
          ? Optional.of(summary(record, costs(List.of(id), seen)))
          : Optional.empty();
    }
    return live.find(id)
        .filter(c -> c.mayBeSeenBy(caller, seen::contains))
        .map(c -> CallSummary.of(c, clock.instant()));
  }

  /** The wallets whose calls the caller sees, as they are now. */
  public SeenWallets wallets(Caller caller) {
    return SeenWallets.of(entities, caller);
  }

  /** Everything about one call. */
  public CallDetails details(Caller caller, UUID id) {
    CallSummary summary = summary(caller, id);
    SeenWallets seen = SeenWallets.of(entities, caller);
    List<Charge> charges =
        inDatabase(c -> new Ledger(c).charges(List.of(id))).getOrDefault(id, List.of()).stream()
            .filter(charge -> seen.contains(charge.wallet()))
            .toList();
    return new CallDetails(
        summary,
        legs(id, seen, charges),
        inDatabase(c -> ladder(c, id)),
        charges,
        caller.is(ADMIN, FINANCE) ? inDatabase(c -> BoughtCall.of(c, id)) : List.of(),
        seen.all() ? inDatabase(c -> DecisionRows.of(c, id)) : List.of(),
        runs(caller, id),
        Optional.ofNullable(entities.find(CallRecord.class, id))
            .map(CallRecord::ruled)
            .orElse(null));
  }

  /** A payer reads of others neither what they paid nor that it was they. */
  private List<CallLeg> legs(UUID call, SeenWallets seen, List<Charge> charges) {
    List<CallLeg> legs =
        entities
            .createQuery(
                "select l from CallLeg l where l.call = :call order by l.began, l.id",
                CallLeg.class)
            .setParameter("call", call)
            .getResultList();
    if (!seen.all()) {
      for (CallLeg leg : legs) {
        entities.detach(leg);
        boolean theirs = charges.stream().anyMatch(charge -> charge.leg().equals(leg.id()));
        leg.show(theirs || Objects.equals(leg.payer(), seen.payer()) ? seen.payer() : null);
      }
    }
    return legs;
  }

  /** What programs say on standard error is for those who look after them. */
  private List<ProgramRun> runs(Caller caller, UUID call) {
    List<ProgramRun> runs =
        entities
            .createQuery(
                "select r from ProgramRun r where r.call = :call order by r.began, r.id",
                ProgramRun.class)
            .setParameter("call", call)
            .getResultList();
    if (!caller.is(ADMIN, AGENT)) {
      for (ProgramRun run : runs) {
        entities.detach(run);
        run.leaveOutStandardError();
      }
    }
    return runs;
  }

  private Map<UUID, CallCost> costs(List<UUID> calls, SeenWallets paying) {
    return inDatabase(c -> new Ledger(c).costs(calls, paying.ids()));
  }

  /** Ends a live call. */
  public void hangUp(Caller caller, UUID id) {
    caller.mustBe(ADMIN, AGENT);
    CallSummary summary = summary(caller, id);
    if (summary.ended() != null || !ending.hangUp(id, "Ended by " + caller.email())) {
      throw Refused.conflict("call-is-over", "The call is over.");
    }
  }

  private CallSummary summary(CallRecord record, Map<UUID, CallCost> costs) {
    Optional<LiveCall> now = record.ended() == null ? live.find(record.id()) : Optional.empty();
    return now.map(c -> CallSummary.of(c, clock.instant()))
        .orElseGet(() -> CallSummary.of(record, costs.getOrDefault(record.id(), CallCost.NOTHING)));
  }

  private static List<LadderEntry> ladder(Connection connection, UUID call) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select ladder from call_record where id = ?")) {
      select.setObject(1, call);
      try (ResultSet row = select.executeQuery()) {
        byte[] packed = row.next() ? row.getBytes(1) : null;
        return packed == null ? List.of() : PackedLadder.packed(packed).entries();
      }
    }
  }

  private <R> R inDatabase(ReturningWork<R> work) {
    return entities.unwrap(Session.class).doReturningWork(work);
  }
}
