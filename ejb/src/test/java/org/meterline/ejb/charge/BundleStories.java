package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
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
 * Calls that bundles pay for, told in tables, over any book of wallets. 15 s are held at a time;
 * seconds and money are what is available.
 */
abstract class BundleStories {
  static final Instant AT = Instant.parse("2026-11-26T10:00:00Z");

  /** How often a question is asked at most. */
  private static final int PATIENCE = 20;

  private final Map<String, UUID> wallets = new TreeMap<>();
  private final Map<String, Holding> calls = new HashMap<>();
  private final Map<String, Integer> sequences = new HashMap<>();
  private final UUID payer = UUID.randomUUID();
  private @Nullable Lease lease;

  abstract WalletBook book();

  abstract UUID tenant();

  /** A price that holds may name. */
  abstract Tariff priced(Rate.Draft line);

  private LegHolds holds() {
    var terms = new ChargeTerms(Duration.ofSeconds(15), Duration.ZERO, Duration.ofSeconds(5));
    return new LegHolds(book(), terms);
  }

  /** 0.01 a second. */
  private Tariff plain() {
    return priced(Rate.to("49", "Germany").price("0.60"));
  }

  @Test
  void threeCallsShareABundle() {
    tellOfThreeCalls();
  }

  void tellOfThreeCalls() {
    bundle("minutes", 60);
    money("1.00");
    tell(
        plain(),
        """
        call | does    | granted | minutes | money
        A    | begins  | 15      | 45      | 1.00
        B    | begins  | 15      | 30      | 1.00
        C    | begins  | 15      | 15      | 1.00
        A    | used 11 | 30      |  0      | 1.00
        B    | used 11 | 30      |  0      | 0.85
        C    | used 11 | 30      |  0      | 0.70
        A    | ends 20 | 20 SEC, 0.00 EUR | 10 | 0.70
        D    | begins  | 15      |  0      | 0.65
        B    | ends 20 | 15 SEC, 0.05 EUR |  0 | 0.75
        C    | used 26 | 45      |  0      | 0.60
        C    | ends 45 | 15 SEC, 0.30 EUR |  0 | 0.60
        D    | ends 4  | 4 SEC, 0.00 EUR  |  6 | 0.65
        """);
  }

  @Test
  void aBundleEndsInMidCallAndMoneyGoesOn() {
    bundle("minutes", 20);
    money("1.00");
    tell(
        plain(),
        """
        call | does    | granted | minutes | money
        A    | begins  | 15      | 5       | 1.00
        A    | used 11 | 30      | 0       | 0.90
        A    | used 26 | 45      | 0       | 0.75
        A    | ends 33 | 20 SEC, 0.13 EUR | 0 | 0.87
        """);
  }

  @Test
  void aBundleEndsAndTheWalletIsEmpty() {
    bundle("minutes", 20);
    money("0");
    tell(
        plain(),
        """
        call | does    | granted | minutes | money
        A    | begins  | 15      | 5       | 0.00
        A    | used 11 | 20 last | 0       | 0.00
        A    | used 16 | 20 last | 0       | 0.00
        B    | begins  | wallet-too-low | 0 | 0.00
        A    | ends 20 | 20 SEC, 0.00 EUR | 0 | 0.00
        """);
  }

  @Test
  void moneyPaysForWhatItIsEnoughFor() {
    bundle("minutes", 20);
    money("0.07");
    tell(
        plain(),
        """
        call | does    | granted | minutes | money
        A    | begins  | 15      | 5       | 0.07
        A    | used 11 | 27 last | 0       | 0.00
        A    | ends 27 | 20 SEC, 0.07 EUR | 0 | 0.00
        """);
  }

  /** The fee is money, and increments count over bundle and money. */
  @Test
  void noBundleCoversTheFee() {
    bundle("minutes", 32);
    money("0.14");
    tell(
        priced(Rate.to("49", "Germany").price("0.60").fee("0.05").increments(30, 6)),
        """
        call | does    | granted | minutes | money
        A    | begins  | 30      | 2       | 0.09
        B    | begins  | wallet-too-low | 2 | 0.09
        A    | used 26 | 36 last | 0       | 0.05
        A    | ends 31 | 32 SEC, 0.09 EUR | 0 | 0.05
        B    | begins  | wallet-too-low | 0 | 0.05
        """);
    money("0.04");
    bundle("more", 30);
    tell(
        priced(Rate.to("49", "Germany").price("0.60").fee("0.05").increments(30, 6)),
        """
        call | does    | granted | minutes | more | money
        C    | begins  | wallet-too-low | 0 | 30  | 0.04
        """);
  }

  @Test
  void severalBundlesPayOneAfterTheOther() {
    bundle("a", 10);
    bundle("b", 12);
    money("1.00");
    tell(
        plain(),
        """
        call | does    | granted | a  | b | money
        A    | begins  | 15      | 0  | 7 | 1.00
        A    | used 11 | 30      | 0  | 0 | 0.92
        A    | ends 13 | 10 SEC, 3 SEC, 0.00 EUR | 0 | 9 | 1.00
        B    | begins  | 15      | 0  | 0 | 0.94
        B    | ends 1  | 1 SEC, 0.00 EUR | 0 | 8 | 1.00
        """);
  }

  @Test
  void aBundleThatGivesNothingIsLeftOut() {
    bundle("a", 30);
    bundle("b", 30);
    bundle("empty", 0);
    money("1.00");
    var frozen = wallets.getOrDefault("a", payer);
    book().limit(tenant(), frozen, 0, true);
    tell(
        plain(),
        """
        call | does    | granted | a  | b  | empty | money
        A    | begins  | 15      | 30 | 15 | 0     | 1.00
        """);
    book().limit(tenant(), wallets.getOrDefault("b", payer), 0, true);
    tell(
        plain(),
        """
        call | does    | granted | a  | b  | empty | money
        A    | used 11 | 30      | 30 | 15 | 0     | 0.85
        A    | ends 16 | 15 SEC, 0 SEC, 0.01 EUR | 30 | 15 | 0 | 0.99
        """);
  }

  /** With the bundle's seconds it is longer than with money alone. */
  @Test
  void aCallThatIsCutAtAMaximumIsSoInMoney() {
    bundle("minutes", 20);
    money("1.00");
    tell(
        priced(
            Rate.to("49", "Germany")
                .price("0.60")
                .atMost(new BigDecimal("0.10"), Rate.AtMaximum.CUT)),
        """
        call | does    | granted | minutes | money
        A    | begins  | 15      | 5       | 1.00
        A    | used 11 | 30 last | 0       | 0.90
        A    | ends 30 | 20 SEC, 0.10 EUR | 0 | 0.90
        """);
  }

  /** However many draw on it at once, it pays for its seconds and no more. */
  @Test
  void aBundleNeverGoesBelowZero() throws Exception {
    bundle("minutes", 100);
    money("5.00");
    var lease = lease();
    var tariff = plain();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var held = threads.invokeAll(Collections.nCopies(12, call(lease, tariff)));
      long seconds = 0;
      for (var each : held) {
        seconds += each.get();
      }
      assertEquals(12 * 30, seconds, "nobody was refused");
    }
    assertEquals(0, wallet("minutes").available().units());
    assertEquals(100, wallet("minutes").held().units());
    assertEquals("2.60 EUR", wallet("money").held().toString());
  }

  /** Begins and goes on once; how long it may be. */
  private Callable<Long> call(Lease lease, Tariff tariff) {
    return () -> {
      var wanted = wanted(UUID.randomUUID(), tariff);
      var placed = certain(() -> holds().place(lease, wanted));
      var open = Holding.of(placed.wanted(), (Held) placed.outcome());
      var more =
          (Held) certain(() -> holds().extend(lease, open, 1, Duration.ofSeconds(11)).outcome());
      assertTrue(more.seconds() > open.seconds());
      return more.seconds();
    };
  }

  private Lease lease() {
    if (lease == null) {
      lease = book().take("node-" + tenant(), Duration.ofMinutes(5));
    }
    return lease;
  }

  private void tell(Tariff tariff, String story) {
    var lease = lease();
    var rows = story.lines().map(line -> List.of(line.split("\\|", -1))).toList();
    var names = rows.getFirst().stream().map(String::strip).toList();
    for (var row : rows.subList(1, rows.size())) {
      var words = row.stream().map(String::strip).toList();
      var said = new ArrayList<>(List.of(words.get(0), words.get(1)));
      said.add(happens(lease, tariff, words.get(0), words.get(1)));
      for (var name : names.subList(3, names.size())) {
        var available = wallet(name).available();
        said.add(
            available.currency().equals(Currency.SECONDS)
                ? Long.toString(available.units())
                : available.toString().replace(" EUR", ""));
      }
      assertEquals(String.join(" | ", words), String.join(" | ", said));
    }
  }

  private String happens(Lease lease, Tariff tariff, String call, String does) {
    if (does.equals("begins")) {
      var wanted = wanted(UUID.randomUUID(), tariff);
      var placed = certain(() -> holds().place(lease, wanted));
      if (placed.outcome() instanceof NotHeld no) {
        return no.why().code();
      }
      calls.put(call, Holding.of(placed.wanted(), (Held) placed.outcome()));
      return granted(call);
    }
    var open = Objects.requireNonNull(calls.get(call));
    long seconds = Long.parseLong(does.substring(5));
    if (does.startsWith("used")) {
      int sequence = sequences.merge(call, 1, Integer::sum);
      var used = Duration.ofSeconds(seconds);
      var more = (Held) certain(() -> holds().extend(lease, open, sequence, used).outcome());
      calls.put(call, open.with(more));
      return granted(call);
    }
    var hold = Objects.requireNonNull(book().holds(List.of(open.id())).get(open.id()));
    var settlement = Settlements.settled(hold, seconds, AT.plusSeconds(seconds), line -> true);
    certain(() -> book().resolve(false, List.of(settlement)));
    var paid = settlement.lines().stream().map(line -> line.cost().toString()).toList();
    return String.join(", ", paid.subList(1, paid.size())) + ", " + paid.getFirst();
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
    return new LegHolds.Wanted(tenant(), UUID.randomUUID(), id, lines, AT);
  }

  private HoldLine line(Part part, UUID wallet, Tariff tariff) {
    return HoldLine.of(part, tenant(), wallet, tariff);
  }

  private void bundle(String name, long seconds) {
    open(name, Money.of(seconds, Currency.SECONDS));
  }

  /** Another wallet takes the place of the one before. */
  private void money(String amount) {
    open("money", ChargedTenant.eur(amount));
  }

  private void open(String name, Money money) {
    var wallet = UUID.randomUUID();
    wallets.put(name, wallet);
    var zero = Money.zero(money.currency());
    book()
        .open(new NewWallet(tenant(), wallet, payer, PayerKind.CUSTOMER, "Ann", null, name, zero));
    if (!money.isZero()) {
      book()
          .topUp(
              new TopUp(
                  tenant(), wallet, wallet.toString(), UUID.randomUUID(), money, "t", "t", AT));
    }
  }

  private Wallet wallet(String name) {
    return book().wallet(tenant(), wallets.getOrDefault(name, payer)).orElseThrow();
  }
}
