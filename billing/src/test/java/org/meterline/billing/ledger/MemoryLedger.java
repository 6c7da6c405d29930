package org.meterline.billing.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.MemoryPostings.Entry;
import org.meterline.billing.ledger.MemoryPostings.Side;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.TopUp;

/**
 * A ledger in memory, written a second time from what a ledger is to do, without a database.
 * Journals, reversals, periods and plain top-ups; no goodwill, no receivables, no carriers.
 */
final class MemoryLedger implements LedgerBook {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private record Draft(NewJournal body, String by, Instant at, LocalDate day, List<Side> sides) {}

  private record Paid(UUID wallet, Money amount) {}

  private final InstantSource clock;
  private final MemoryPostings postings = new MemoryPostings();
  private final List<UUID> wallets = new ArrayList<>();
  private final Map<UUID, Paid> paid = new HashMap<>();
  private final Map<UUID, Draft> drafts = new HashMap<>();
  private final Map<UUID, Journal.Decision> decisions = new HashMap<>();
  private final Map<UUID, UUID> reversals = new HashMap<>();
  private @Nullable LocalDate through;

  MemoryLedger(InstantSource clock) {
    this.clock = clock;
    open(Currency.EUR);
  }

  @Override
  public void open(Currency currency) {
    postings.open(currency);
  }

  @Override
  public void open(UUID wallet) {
    wallets.add(wallet);
  }

  @Override
  public TopUp.Outcome topUp(UUID id, UUID wallet, Money amount, Instant at) {
    if (!wallets.contains(wallet)) {
      return new TopUp.NoWallet();
    }
    var before = paid.get(id);
    if (before != null) {
      return before.equals(new Paid(wallet, amount))
          ? new TopUp.Repeated(id)
          : new TopUp.DuplicateKeyOtherBody();
    }
    if (closed(day(at))) {
      return new TopUp.PeriodClosed();
    }
    paid.put(id, new Paid(wallet, amount));
    var entry =
        new Entry(
            new Side(postings.account("1200"), null),
            new Side(postings.account("2100"), wallet),
            amount.units());
    post(id, at, "top-up", "Bank transfer", List.of(entry));
    return new TopUp.Posted(id, Money.of(now(wallet), Currency.EUR));
  }

  @Override
  public JournalOutcome draft(NewJournal journal, String by) {
    var before = drafts.get(journal.id());
    if (before != null) {
      return before.body().equals(journal) && before.by().equals(by)
          ? JournalOutcome.REPEATED
          : JournalOutcome.DUPLICATE;
    }
    if (postings.of(journal.id()).isPresent()) {
      return JournalOutcome.DUPLICATE;
    }
    var day = day(journal.effective());
    var sides = new ArrayList<Side>();
    var wrong = closed(day) ? JournalOutcome.PERIOD_CLOSED : refusal(journal, sides);
    if (wrong != null) {
      return wrong;
    }
    if (journal.reason().isBlank()) {
      throw new IllegalArgumentException("no reason");
    }
    drafts.put(journal.id(), new Draft(journal, by, clock.instant(), day, List.copyOf(sides)));
    return JournalOutcome.DRAFTED;
  }

  private @Nullable JournalOutcome refusal(NewJournal journal, List<Side> sides) {
    if (journal.reverses() != null) {
      return postings.of(journal.reverses()).isEmpty()
          ? JournalOutcome.NO_TRANSFER
          : reversals.containsKey(journal.reverses()) ? JournalOutcome.REVERSED : null;
    }
    var lines = journal.lines();
    if (lines.stream().anyMatch(l -> l.wallet() != null && !wallets.contains(l.wallet()))) {
      return JournalOutcome.NO_WALLET;
    }
    for (var line : lines) {
      var account =
          line.wallet() != null
              ? Optional.of(postings.account("2100"))
              : postings.account(Objects.requireNonNull(line.account()));
      if (account.isEmpty()) {
        return JournalOutcome.NO_ACCOUNT;
      }
      sides.add(new Side(account.get(), line.wallet()));
    }
    if (sides.stream().anyMatch(s -> s.wallet() == null && s.account().kept())) {
      return JournalOutcome.KEPT_ACCOUNT;
    }
    var debited = new HashSet<Side>();
    var credited = new HashSet<Side>();
    var open = new HashMap<Currency, Long>();
    for (int i = 0; i < sides.size(); i++) {
      var line = lines.get(i);
      (line.debit() ? debited : credited).add(sides.get(i));
      open.merge(
          sides.get(i).account().currency(),
          line.debit() ? line.units() : -line.units(),
          Math::addExact);
    }
    if (debited.stream().anyMatch(credited::contains)) {
      return JournalOutcome.BOTH_SIDES;
    }
    return lines.size() < 2 || open.values().stream().anyMatch(units -> units != 0)
        ? JournalOutcome.UNBALANCED
        : null;
  }

  @Override
  public JournalOutcome approve(UUID journal, String by) {
    return decide(journal, true, "", by);
  }

  @Override
  public JournalOutcome reject(UUID journal, String reason, String by) {
    return decide(journal, false, reason, by);
  }

  private JournalOutcome decide(UUID id, boolean approved, String reason, String by) {
    var draft = drafts.get(id);
    var before = decisions.get(id);
    if (draft == null) {
      return JournalOutcome.NO_JOURNAL;
    } else if (before != null) {
      return before.approved() == approved && before.by().equals(by)
          ? JournalOutcome.REPEATED
          : JournalOutcome.DECIDED;
    } else if (approved && draft.by().equals(by)) {
      return JournalOutcome.SAME_PERSON;
    } else if (!approved && reason.isBlank()) {
      return JournalOutcome.NO_REASON;
    }
    var decision = new Journal.Decision(approved, by, reason, clock.instant());
    if (!approved) {
      decisions.put(id, decision);
      return JournalOutcome.REJECTED;
    }
    var taken = draft.body().reverses();
    if (taken != null && reversals.containsKey(taken)) {
      return JournalOutcome.REVERSED;
    }
    var entries =
        taken == null ? MemoryPostings.paired(draft.body().lines(), draft.sides()) : mirror(taken);
    if (wallets.stream().anyMatch(w -> now(w) + MemoryPostings.moved(w, entries) < 0)) {
      return JournalOutcome.TOO_LOW;
    }
    if (closed(draft.day())) {
      return JournalOutcome.PERIOD_CLOSED;
    }
    decisions.put(id, decision);
    var text = draft.body().reason();
    if (taken == null) {
      post(id, draft.body().effective(), "journal", text, entries);
    } else {
      reversals.put(taken, id);
      post(id, draft.body().effective(), "reversal", "Reversal: " + text, entries);
    }
    return JournalOutcome.POSTED;
  }

  private List<Entry> mirror(UUID transfer) {
    return postings.of(transfer).orElseThrow().stream().map(Entry::mirrored).toList();
  }

  private void post(UUID id, Instant at, String kind, String text, List<Entry> entries) {
    var moves =
        entries.stream()
            .map(
                e ->
                    new Transfer.Move(
                        e.debit().account().title(), e.credit().account().title(), e.amount()))
            .toList();
    var transfer = new Transfer(id, clock.instant(), at, day(at), kind, null, text, moves);
    postings.post(transfer, entries);
  }

  @Override
  public Optional<Journal> find(UUID id) {
    return Optional.ofNullable(drafts.get(id))
        .map(
            d ->
                new Journal(
                    id,
                    d.body().reverses(),
                    d.body().reason(),
                    d.body().effective(),
                    d.day(),
                    d.by(),
                    d.at(),
                    lines(d),
                    decisions.get(id)));
  }

  private List<Journal.Line> lines(Draft draft) {
    var lines = new ArrayList<Journal.Line>();
    var taken = draft.body().reverses();
    for (var e : taken == null ? List.<Entry>of() : mirror(taken)) {
      var amount = e.amount();
      lines.add(new Journal.Line(e.debit().account().title(), true, amount));
      lines.add(new Journal.Line(e.credit().account().title(), false, amount));
    }
    for (int i = 0; i < draft.sides().size(); i++) {
      var side = draft.sides().get(i);
      var line = draft.body().lines().get(i);
      var name = side.wallet() == null ? "" : ": Calls";
      var amount = Money.of(line.units(), side.account().currency());
      lines.add(new Journal.Line(side.account().title() + name, line.debit(), amount));
    }
    return lines;
  }

  @Override
  public Map<UUID, UUID> reversals(List<UUID> transfers) {
    var found = new HashMap<>(reversals);
    found.keySet().retainAll(transfers);
    return found;
  }

  @Override
  public PeriodBook.Outcome close(YearMonth month, String by, Instant at) {
    var last = month.atEndOfMonth();
    if (!day(at).isAfter(last)) {
      return PeriodBook.Outcome.NOT_OVER;
    } else if (closed(last)) {
      return PeriodBook.Outcome.REPEATED;
    }
    through = last;
    return PeriodBook.Outcome.CLOSED;
  }

  @Override
  public PeriodBook.Outcome reopen(YearMonth month, String reason, String by) {
    if (reason.isBlank()) {
      return PeriodBook.Outcome.NO_REASON;
    } else if (!closed(month.atDay(1))) {
      return PeriodBook.Outcome.REPEATED;
    }
    through = month.atDay(1).minusDays(1);
    return PeriodBook.Outcome.REOPENED;
  }

  @Override
  public Optional<LocalDate> closedThrough() {
    return Optional.ofNullable(through);
  }

  private boolean closed(LocalDate day) {
    return through != null && !day.isAfter(through);
  }

  private long now(UUID wallet) {
    return postings.balance(wallet, t -> true);
  }

  private static LocalDate day(Instant at) {
    return at.atZone(ZONE).toLocalDate();
  }

  @Override
  public List<Account> accounts(Instant asOf) {
    return postings.accounts(asOf);
  }

  @Override
  public Map<UUID, BigDecimal> wallets(Instant asOf) {
    var found = new HashMap<UUID, BigDecimal>();
    for (var wallet : wallets) {
      long balance = postings.balance(wallet, t -> !t.effective().isAfter(asOf));
      found.put(wallet, Money.of(balance, Currency.EUR).decimal());
    }
    return found;
  }

  @Override
  public List<TrialBalance.Line> trial(LocalDate from, LocalDate until) {
    return postings.trial(from, until);
  }

  @Override
  public List<Transfer> transfers() {
    return postings.transfers();
  }

  @Override
  public void pass(int days) {
    // counts all that was posted, whenever that was
  }

  @Override
  public List<String> differences() {
    var account = postings.account("2100");
    long control =
        postings.units(account, false, t -> true) - postings.units(account, true, t -> true);
    long sum = wallets.stream().mapToLong(this::now).sum();
    return control == sum ? List.of() : List.of("control-account");
  }
}
