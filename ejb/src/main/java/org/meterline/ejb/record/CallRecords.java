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
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
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
            .filter(c -> c.mayBeSeenBy(caller.tenant().id(), seen))
            .filter(c -> items.stream().noneMatch(i -> i.id().equals(c.id())))
            .filter(c -> items.isEmpty() || c.id().compareTo(items.getFirst().id()) > 0)
            .sorted(Comparator.comparing(LiveCall::id).reversed())
            .toList();
    items.addAll(0, unwritten.stream().map(c -> CallSummary.of(c, clock.instant())).toList());
  }

  /** One call. */
  public CallSummary summary(Caller caller, UUID id) {
    return summary(caller, wallets(caller), id);
  }

  private CallSummary summary(Caller caller, SeenWallets seen, UUID id) {
    return summaryIfAny(caller, id, wallets -> seen, () -> seen)
        .orElseThrow(() -> Refused.notFound("call"));
  }

  /**
   * One call, if it is there for this caller's eyes.
   *
   * @param known what they see, as far as it is known of these wallets: who follows all calls need
   *     not ask anew for each of others
   */
  public Optional<CallSummary> summaryIfAny(
      Caller caller, UUID id, Function<Set<UUID>, SeenWallets> known) {
    return summaryIfAny(caller, id, known, () -> wallets(caller));
  }

  private Optional<CallSummary> summaryIfAny(
      Caller caller,
      UUID id,
      Function<Set<UUID>, SeenWallets> known,
      Supplier<SeenWallets> paying) {
    CallRecord record = entities.find(CallRecord.class, id);
    if (record == null) {
      return live.find(id)
          .filter(c -> c.mayBeSeenBy(caller.tenant().id(), known.apply(c.wallets())))
          .map(c -> CallSummary.of(c, clock.instant()));
    }
    Set<UUID> wallets = record.wallets();
    return known.apply(wallets).concernedBy(wallets)
        ? Optional.of(summary(record, costs(List.of(id), paying.get())))
        : Optional.empty();
  }

  /** The wallets whose calls the caller sees, as they are now. */
  public SeenWallets wallets(Caller caller) {
    return SeenWallets.of(entities, caller);
  }

  /** Everything about one call. */
  public CallDetails details(Caller caller, UUID id) {
    SeenWallets seen = wallets(caller);
    CallSummary summary = summary(caller, seen, id);
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
  private List<CallDetails.Leg> legs(UUID call, SeenWallets seen, List<Charge> charges) {
    return entities
        .createQuery(
            "select l from CallLeg l where l.call = :call order by l.began, l.id", CallLeg.class)
        .setParameter("call", call)
        .getResultList()
        .stream()
        .map(leg -> new CallDetails.Leg(leg, payer(leg, seen, charges)))
        .toList();
  }

  private static @Nullable String payer(CallLeg leg, SeenWallets seen, List<Charge> charges) {
    if (seen.all()) {
      return leg.payer();
    }
    boolean theirs = charges.stream().anyMatch(charge -> charge.leg().equals(leg.id()));
    return theirs || Objects.equals(leg.payer(), seen.payer()) ? seen.payer() : null;
  }

  /** What programs say on standard error is for those who look after them. */
  private List<CallDetails.Run> runs(Caller caller, UUID call) {
    boolean all = caller.is(ADMIN, AGENT);
    return entities
        .createQuery(
            "select r from ProgramRun r where r.call = :call order by r.began, r.id",
            ProgramRun.class)
        .setParameter("call", call)
        .getResultList()
        .stream()
        .map(run -> new CallDetails.Run(run, all ? run.standardError() : null))
        .toList();
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
