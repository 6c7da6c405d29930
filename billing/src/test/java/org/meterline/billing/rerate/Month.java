package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.CallCost;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.JournalOutcome;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.NewJournal;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.payer.Segment;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.Refunds;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.Wallet;

/** A tenant's October with a deck that turns out to be wrong, and short words for what is done. */
final class Month {
  static final Instant FIRST = Instant.parse("2026-10-01T00:00:00Z");
  static final Instant LAST = Instant.parse("2026-11-01T00:00:00Z");
  static final Instant AT = Instant.parse("2026-10-20T10:00:00Z");
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /** By then all has happened. */
  static final Instant LATER = NOW.plus(Duration.ofDays(400));

  final TestBook book = new TestBook();
  private final Map<UUID, RecordedLeg> records = new HashMap<>();
  private int decks;

  /** Each line: prefix, price of a minute, and if they are wanted: fee, net. */
  RateDeck deck(String... lines) {
    return deck(DeckTerms.plain(UUID.randomUUID(), Currency.EUR), lines);
  }

  RateDeck deck(DeckTerms terms, String... lines) {
    var rates = new ArrayList<Rate>();
    for (var line : lines) {
      var part = line.split(" ", -1);
      var draft = Rate.to(part[0], "To " + part[0]).line(rates.size() + 1).price(part[1]);
      if (part.length > 2) {
        draft.fee(part[2]);
      }
      if (part.length > 3) {
        draft.atMost(new BigDecimal(part[3]), Rate.AtMaximum.FREE);
      }
      rates.add(draft.build());
    }
    var deck = RateDeck.compile(terms, rates);
    int version = ++decks;
    book.write(
        c -> {
          DeckRows.write(c, book.tenant, "Retail", version, Instant.EPOCH, deck);
          return true;
        });
    return deck;
  }

  static Tariff price(RateDeck deck, String to) {
    return assertInstanceOf(Match.Priced.class, deck.match(to, AT)).tariff();
  }

  UUID wallet(String amount) {
    return book.wallet(amount, FIRST);
  }

  /** A leg to a German number, paid by one wallet. */
  UUID call(RateDeck deck, UUID wallet, long seconds) {
    return call(deck, wallet, seconds, TaxRate.NONE);
  }

  UUID call(RateDeck deck, UUID wallet, long seconds, TaxRate tax) {
    return call(
        AT, paying(deck, wallet).stream().map(l -> l.by(l.tariff().taxed(tax))).toList(), seconds);
  }

  /** One wallet pays for a German number. */
  List<HoldLine> paying(RateDeck deck, UUID wallet) {
    return List.of(HoldLine.of(Part.PAYER, book.tenant, wallet, price(deck, "4930")));
  }

  /** A leg that is held as it costs, and settled. */
  UUID call(Instant at, List<HoldLine> lines, long seconds) {
    var leg = TestBook.id(at);
    dial(leg, "49301234");
    var costs = new Dues(lines, Dues.ALL, at).at(seconds);
    hold(leg, at, lines, costs, seconds);
    settle(leg, at, costs, seconds);
    return leg;
  }

  /** A call of a minute, the second half of which another wallet paid: 3.00. */
  UUID handedOver(RateDeck wrong, UUID first, String paid, UUID second) {
    var leg = TestBook.id(AT);
    dial(leg, "49301234");
    hold(leg, AT, paying(wrong, first), List.of(eur(paid)), 30);
    settle(leg, AT, List.of(eur(paid)), 30);
    takenOver(leg, 2, wrong, second);
    return leg;
  }

  /** Half a minute more, by another wallet. */
  void takenOver(UUID leg, int number, RateDeck wrong, UUID wallet) {
    var part = Segment.id(leg, number);
    int age = 30 * (number - 1);
    var goingOn = price(wrong, "4930").goingOn(age, BigDecimal.ZERO);
    var later = AT.plusSeconds(age);
    hold(
        part,
        later,
        List.of(HoldLine.of(Part.PAYER, book.tenant, wallet, goingOn)),
        List.of(eur("3.00")),
        30);
    settle(part, later, List.of(eur("3.00")), 30);
    book.write(
        c -> {
          DecisionRows.write(
              c,
              book.tenant,
              List.of(new DecisionRows.Stored(part, leg, leg, number, age, later, "{}")));
          return true;
        });
  }

  /** What is bought for a leg to a German number: held as it costs, and settled. */
  void buy(Instant at, UUID leg, List<HoldLine> lines, long seconds) {
    dial(leg, "49301234");
    var costs = new Dues(lines, Dues.ALL, at).at(seconds);
    var id = LegHold.bought(leg);
    hold(id, at, lines, costs, seconds);
    settle(id, at, costs, seconds);
  }

  void hold(UUID leg, Instant at, List<HoldLine> lines, List<Money> amounts, long seconds) {
    var lease = book.wallets.take("node-" + leg, Duration.ofMinutes(1));
    var request = new HoldRequest(book.tenant, leg, leg, lines, amounts, seconds, false, at);
    assertInstanceOf(HoldOutcome.Held.class, book.wallets.hold(lease, List.of(request)).getFirst());
  }

  void settle(UUID leg, Instant at, List<Money> costs, long seconds) {
    var lines = new ArrayList<Settlement.LineCost>();
    for (int i = 0; i < costs.size(); i++) {
      var id = TransferId.of(leg, "settled " + i);
      lines.add(new Settlement.LineCost(id, costs.get(i), "Call", "[]"));
    }
    var settlement = new Settlement(book.tenant, leg, seconds, at.plusSeconds(seconds), lines);
    assertInstanceOf(
        SettleOutcome.Settled.class, book.wallets.resolve(false, List.of(settlement)).getFirst());
  }

  void dial(UUID leg, String number) {
    record(leg, new RecordedLeg(number, 0, null));
  }

  void record(UUID leg, RecordedLeg record) {
    records.put(leg, record);
  }

  void forgetRecord(UUID leg) {
    records.remove(leg);
  }

  Map<UUID, RecordedLeg> records(Connection connection, Collection<UUID> calls) {
    return Map.copyOf(records);
  }

  /** A leg to a German number of a minute that was free by the deck. */
  UUID free(RateDeck deck, UUID wallet) {
    return free(deck, AT, paying(deck, wallet), 60);
  }

  UUID free(RateDeck deck, Instant at, List<HoldLine> lines, long seconds) {
    var leg = TestBook.id(at);
    note(new FreeLeg(leg, leg, book.tenant, book.tenant, at, price(deck, "4930"), lines));
    record(leg, new RecordedLeg("49301234", seconds, at.plusSeconds(seconds)));
    return leg;
  }

  void note(FreeLeg leg) {
    book.write(
        c -> {
          FreeLegRows.write(c, leg.book(), List.of(leg));
          return true;
        });
  }

  /** Where all legs went; before it answers, the other work is done. */
  ReRatingRun run(int atATime, Runnable before) {
    return new ReRatingRun(
        new BookTransaction(TestDatabase.app()),
        book.wallets,
        (c, calls) -> {
          before.run();
          return records(c, calls);
        },
        atATime);
  }

  ReRatingRun run() {
    return run(200, () -> {});
  }

  /** The calls of October. */
  static ReRating.Asked asked(RateDeck wrong, RateDeck corrected) {
    return new ReRating.Asked(
        TestBook.id(NOW), List.of(wrong.id()), corrected.id(), FIRST, LAST, "A digit was missing");
  }

  /** Prepared by ann and approved by bob. */
  ReRating.Asked approved(RateDeck wrong, RateDeck corrected) {
    var asked = asked(wrong, corrected);
    assertEquals(ReRatingOutcome.PREPARED, prepare(asked));
    assertEquals(
        ReRatingOutcome.APPROVED,
        book.write(c -> ReRatingBook.approve(c, book.tenant, asked.id(), "bob")));
    return asked;
  }

  ReRatingOutcome prepare(ReRating.Asked asked) {
    var found = rehearse(asked);
    return book.write(c -> ReRatingBook.prepare(c, book.tenant, asked, found, "ann"));
  }

  ReRating.DryRun rehearse(ReRating.Asked asked) {
    try {
      return run().rehearse(book.tenant, asked);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  ReRating posted(RateDeck wrong, RateDeck corrected) {
    return post(approved(wrong, corrected));
  }

  ReRating post(ReRating.Asked asked) {
    return post(asked, run());
  }

  ReRating post(ReRating.Asked asked, ReRatingRun run) {
    try {
      run.post(book.tenant, asked);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return find(asked);
  }

  /** What was posted of one that was approved. */
  static ReRating.Posted result(ReRating rating) {
    return Objects.requireNonNull(rating.posted());
  }

  ReRating find(ReRating.Asked asked) {
    return book.read(c -> ReRatingBook.find(c, asked.id())).orElseThrow();
  }

  /** By hand, of what a leg's first line was settled with. */
  void refund(UUID wallet, UUID leg, String amount) {
    assertInstanceOf(Outcome.Done.class, refundOf(wallet, TransferId.of(leg, "settled 0"), amount));
  }

  Outcome<UUID> refundOf(UUID wallet, UUID charge, String amount) {
    var id = UUID.randomUUID();
    return book.wallets
        .refunds()
        .refund(
            new Refunds.Refund(
                book.tenant,
                wallet,
                charge,
                id.toString(),
                id,
                eur(amount),
                "Complaint",
                "t",
                NOW));
  }

  /** Takes a transfer back by a journal. */
  void reverse(UUID transfer) {
    var id = TestBook.id(NOW);
    book.draft(NewJournal.reversal(id, transfer, "Wrong", NOW), "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(id, "bob"));
  }

  /** The last of that kind. */
  Transfer transfer(UUID call, String kind) {
    return book.read(c -> new Ledger(c).transfers(call, null, null, 99)).stream()
        .filter(t -> t.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  /** What is in the pockets that have something: refundable, then goodwill. */
  List<String> pockets(UUID wallet) {
    return book.wallets.pockets(book.tenant, wallet).stream()
        .filter(p -> !p.balance().isZero())
        .map(p -> p.balance().toString())
        .toList();
  }

  Wallet seen(UUID wallet) {
    return book.wallets.wallet(book.tenant, wallet).orElseThrow();
  }

  /** What legs are charged in all, of the calls that have the same ids. */
  Money charged(UUID leg) {
    var cost =
        book.read(c -> new Ledger(c).costs(List.of(leg), null)).getOrDefault(leg, CallCost.NOTHING);
    return cost.money() == null ? Money.zero(Currency.EUR) : cost.money();
  }

  /** What stands of a leg's first line. */
  Standing standing(UUID leg) {
    return Objects.requireNonNull(
        book.read(c -> ChargedLegRows.lines(c, List.of(leg)))
            .getOrDefault(leg, ChargedLegRows.Lines.none())
            .standing()
            .get(0));
  }

  /** The charge that stands of a leg, not taken back. */
  UUID standingCharge(UUID leg) {
    return book.read(c -> new Ledger(c).charges(List.of(leg))).getOrDefault(leg, List.of()).stream()
        .filter(charge -> !charge.takenBack())
        .map(Charge::id)
        .findFirst()
        .orElseThrow();
  }

  /** The account's balance, all in all. */
  String balance(String code) {
    return book.balance(code, LATER).toString();
  }

  void reconcile() {
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  static BigDecimal sum(String amount) {
    return new BigDecimal(amount);
  }
}
