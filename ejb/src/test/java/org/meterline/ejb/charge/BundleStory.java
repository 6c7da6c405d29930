package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome.Held;
import org.meterline.billing.wallet.HoldOutcome.NotHeld;
import org.meterline.billing.wallet.Lease;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.TopUp;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletBook;

/**
 * Calls of one payer with bundles, told in tables once, while questions about holds are lost. What
 * is not answered is asked again.
 */
final class BundleStory {
  static final Instant AT = Instant.parse("2026-11-26T10:00:00Z");

  /** How often a question is asked at most. */
  private static final int PATIENCE = 20;

  private final Map<String, UUID> wallets = new TreeMap<>();
  private final Map<String, Holding> calls = new HashMap<>();
  private final Map<String, Integer> sequences = new HashMap<>();
  private final UUID payer = UUID.randomUUID();
  private final WalletBook book;
  private final FailingBook failing;
  private final UUID tenant;
  private final Lease lease;
  private final String lost;

  /**
   * @param lost the losses, for people
   */
  BundleStory(WalletBook book, UUID tenant, Lease lease, String lost, FailingBook.Losses losses) {
    this.book = book;
    this.tenant = tenant;
    this.lease = lease;
    this.lost = lost;
    failing = new FailingBook(book, losses);
  }

  /** How many questions about holds were asked. */
  int asked() {
    return failing.asked();
  }

  private LegHolds holds() {
    var terms = new ChargeTerms(Duration.ofSeconds(15), Duration.ZERO, Duration.ofSeconds(5));
    return new LegHolds(failing.book(), terms);
  }

  void bundle(String name, long seconds) {
    open(name, Money.of(seconds, Currency.SECONDS));
  }

  /** Another wallet takes the place of the one before. */
  void money(String amount) {
    open("money", ChargedTenant.eur(amount));
  }

  private void open(String name, Money money) {
    var wallet = UUID.randomUUID();
    wallets.put(name, wallet);
    var zero = Money.zero(money.currency());
    book.open(new NewWallet(tenant, wallet, payer, PayerKind.CUSTOMER, "Ann", null, name, zero));
    if (!money.isZero()) {
      book.topUp(
          new TopUp(tenant, wallet, wallet.toString(), UUID.randomUUID(), money, "t", "t", AT));
    }
  }

  void freeze(String name) {
    book.limit(tenant, wallet(name).id(), 0, true);
  }

  Wallet wallet(String name) {
    return book.wallet(tenant, wallets.getOrDefault(name, payer)).orElseThrow();
  }

  /** A call that begins and goes on once; how long it may be then. */
  long goesOnOnce(Tariff tariff) {
    var begun = begun(tariff);
    var open = Holding.of(begun.wanted(), (Held) begun.outcome());
    return more(open, 1, 11).seconds();
  }

  void tell(Tariff tariff, String story) {
    var rows = story.lines().map(line -> List.of(line.split("\\|", -1))).toList();
    var names = rows.getFirst().stream().map(String::strip).toList();
    for (var row : rows.subList(1, rows.size())) {
      var words = row.stream().map(String::strip).toList();
      var said = new ArrayList<>(List.of(words.get(0), words.get(1)));
      said.add(happens(tariff, words.get(0), words.get(1)));
      for (var name : names.subList(3, names.size())) {
        var available = wallet(name).available();
        said.add(
            available.currency().equals(Currency.SECONDS)
                ? Long.toString(available.units())
                : available.toString().replace(" EUR", ""));
      }
      assertEquals(String.join(" | ", words), String.join(" | ", said), () -> "lost: " + lost);
    }
  }

  private String happens(Tariff tariff, String call, String does) {
    if (does.equals("begins")) {
      var begun = begun(tariff);
      if (begun.outcome() instanceof NotHeld no) {
        return no.why().code();
      }
      calls.put(call, Holding.of(begun.wanted(), (Held) begun.outcome()));
      return granted(call);
    }
    var open = Objects.requireNonNull(calls.get(call));
    long seconds = Long.parseLong(does.substring(5));
    if (does.startsWith("used")) {
      int sequence = sequences.merge(call, 1, Integer::sum);
      calls.put(call, open.with(more(open, sequence, seconds)));
      return granted(call);
    }
    var found = certain(() -> failing.book().holds(List.of(open.id())));
    var hold = Objects.requireNonNull(found.get(open.id()));
    var settlement = Settlements.settled(hold, seconds, AT.plusSeconds(seconds), line -> true);
    certain(() -> failing.book().resolve(false, List.of(settlement)));
    var paid = settlement.lines().stream().map(line -> line.cost().toString()).toList();
    return String.join(", ", paid.subList(1, paid.size())) + ", " + paid.getFirst();
  }

  private LegHolds.Placed begun(Tariff tariff) {
    var wanted = wanted(UUID.randomUUID(), tariff);
    return certain(() -> holds().place(lease, wanted));
  }

  private Held more(Holding open, int sequence, long used) {
    var seconds = Duration.ofSeconds(used);
    return (Held) certain(() -> holds().extend(lease, open, sequence, seconds).outcome());
  }

  /** Asked again until it is answered. */
  private static <T> T certain(Supplier<T> question) {
    var lost = new BooksUnavailable("never asked", new TimeoutException());
    for (int i = 0; i < PATIENCE; i++) {
      try {
        return question.get();
      } catch (BooksUnavailable e) {
        lost = e;
      }
    }
    throw lost;
  }

  private String granted(String call) {
    var open = Objects.requireNonNull(calls.get(call));
    return open.seconds() + (open.last() ? " last" : "");
  }

  /** Paid by all bundles that there are, in the order of their names, and by money. */
  private LegHolds.Wanted wanted(UUID id, Tariff tariff) {
    var lines = new ArrayList<HoldLine>();
    wallets.forEach(
        (name, wallet) -> {
          var part = name.equals("money") ? Part.PAYER : Part.BUNDLE;
          lines.add(part == Part.PAYER ? 0 : lines.size(), line(part, wallet, tariff));
        });
    return new LegHolds.Wanted(tenant, UUID.randomUUID(), id, lines, AT);
  }

  private HoldLine line(Part part, UUID wallet, Tariff tariff) {
    return HoldLine.of(part, tenant, wallet, tariff);
  }
}
