package org.meterline.billing.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** What was posted to the accounts of a {@link MemoryLedger}: a list that only grows. */
final class MemoryPostings {
  record Chart(int id, String code, String name, Account.Kind kind, Currency currency) {
    String title() {
      return code + " " + name;
    }

    /** Whether nobody may write to it by hand. */
    boolean kept() {
      return List.of("1400", "2100", "2110").contains(code);
    }
  }

  /** An account, or a wallet with its control account. */
  record Side(Chart account, @Nullable UUID wallet) {}

  record Entry(Side debit, Side credit, long units) {
    Entry mirrored() {
      return new Entry(/* debit= */ credit, /* credit= */ debit, units);
    }

    Money amount() {
      return Money.of(units, debit.account().currency());
    }
  }

  private record Posted(Transfer transfer, List<Entry> entries) {}

  private final List<Chart> chart = new ArrayList<>();
  private final List<Posted> posted = new ArrayList<>();

  void open(Currency currency) {
    account("1000", "Bank", Account.Kind.ASSET, currency);
    account("1200", "Top-ups in clearing", Account.Kind.ASSET, currency);
    account("1400", "Receivables from wallets", Account.Kind.ASSET, currency);
    account("2100", "Customer wallets", Account.Kind.LIABILITY, currency);
    account("2110", "Wallets for own calls", Account.Kind.LIABILITY, currency);
    account("2300", "Output tax", Account.Kind.LIABILITY, currency);
    account("5000", "Calls bought", Account.Kind.EXPENSE, currency);
    chart.sort(Comparator.comparing(Chart::code).thenComparing(c -> c.currency().code()));
  }

  private void account(String code, String name, Account.Kind kind, Currency currency) {
    chart.add(new Chart(chart.size() + 1, code, name, kind, currency));
  }

  Optional<Chart> account(int id) {
    return chart.stream().filter(c -> c.id() == id).findFirst();
  }

  /** The one in EUR. */
  Chart account(String code) {
    return chart.stream()
        .filter(c -> c.code().equals(code) && c.currency().equals(Currency.EUR))
        .findFirst()
        .orElseThrow();
  }

  /** Debits meet credits of their currency in the order of the lines. */
  static List<Entry> paired(List<NewJournal.Line> lines, List<Side> sides) {
    var left = lines.stream().mapToLong(NewJournal.Line::units).toArray();
    var byCurrency = new TreeMap<String, List<Entry>>();
    for (int d = 0; d < left.length; d++) {
      var currency = sides.get(d).account().currency();
      for (int c = 0; c < left.length && lines.get(d).debit(); c++) {
        long units = Math.min(left[d], left[c]);
        boolean meet = sides.get(c).account().currency().equals(currency);
        if (!lines.get(c).debit() && meet && units > 0) {
          byCurrency
              .computeIfAbsent(currency.code(), any -> new ArrayList<>())
              .add(new Entry(sides.get(d), sides.get(c), units));
          left[d] -= units;
          left[c] -= units;
        }
      }
    }
    return byCurrency.values().stream().flatMap(List::stream).toList();
  }

  void post(Transfer transfer, List<Entry> entries) {
    posted.add(new Posted(transfer, List.copyOf(entries)));
  }

  Optional<List<Entry>> of(UUID transfer) {
    return posted.stream()
        .filter(p -> p.transfer().id().equals(transfer))
        .map(Posted::entries)
        .findFirst();
  }

  /** The newest first. */
  List<Transfer> transfers() {
    return posted.stream()
        .map(Posted::transfer)
        .sorted(Comparator.comparing((Transfer t) -> t.id().toString()).reversed())
        .toList();
  }

  List<Account> accounts(Instant asOf) {
    Predicate<Transfer> which = t -> !t.effective().isAfter(asOf);
    return chart.stream()
        .map(
            c -> {
              long net = units(c, true, which) - units(c, false, which);
              var balance = Money.of(c.kind().debit() ? net : -net, c.currency());
              return new Account(
                  c.id(), c.code(), c.name(), c.kind(), c.currency(), balance.decimal());
            })
        .toList();
  }

  List<TrialBalance.Line> trial(LocalDate from, LocalDate until) {
    Predicate<Transfer> before = t -> t.postingDate().isBefore(from);
    Predicate<Transfer> within = before.negate().and(t -> t.postingDate().isBefore(until));
    return chart.stream()
        .map(
            c ->
                new TrialBalance.Line(
                    c.id(),
                    c.code(),
                    c.name(),
                    c.kind(),
                    c.currency(),
                    decimal(units(c, true, before) - units(c, false, before), c),
                    decimal(units(c, true, within), c),
                    decimal(units(c, false, within), c)))
        .toList();
  }

  private static BigDecimal decimal(long units, Chart account) {
    return BigDecimal.valueOf(units, account.currency().scale());
  }

  /** All that was debited, or credited. */
  long units(Chart account, boolean debit, Predicate<Transfer> which) {
    return entries(which)
        .filter(e -> (debit ? e.debit() : e.credit()).account().equals(account))
        .mapToLong(Entry::units)
        .sum();
  }

  long balance(UUID wallet, Predicate<Transfer> which) {
    return moved(wallet, entries(which).toList());
  }

  static long moved(UUID wallet, List<Entry> entries) {
    long sum = 0;
    for (var e : entries) {
      sum += wallet.equals(e.credit().wallet()) ? e.units() : 0;
      sum -= wallet.equals(e.debit().wallet()) ? e.units() : 0;
    }
    return sum;
  }

  private Stream<Entry> entries(Predicate<Transfer> which) {
    return posted.stream().filter(p -> which.test(p.transfer())).flatMap(p -> p.entries().stream());
  }
}
