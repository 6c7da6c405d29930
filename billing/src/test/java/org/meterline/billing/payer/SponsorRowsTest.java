package org.meterline.billing.payer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.NewWallet;

/** Sponsors, what they offer and the rule of who pays are read as they were set. */
class SponsorRowsTest {
  private static final Instant AT = Instant.parse("2026-11-26T10:00:00Z");

  private final TestBook book = new TestBook();

  @Test
  void sponsorsAreListedByNameWithTheWalletThatIsTheirBudget() {
    var late = open("Wine Fair", true, AT);
    var early = open("Bank", false, AT.plusSeconds(1));
    assertEquals(List.of(early, late), sponsors().stream().map(SponsorRowsTest::asOpened).toList());
    assertEquals(List.of(), new TestBook().read(SponsorRows::sponsors), "another tenant's");
  }

  @Test
  void aSponsorIsChangedAsItWasRead() {
    var bank = open("Bank", true, AT).id();
    var read = sponsors().getFirst().version();
    assertTrue(activate(bank, false, read));
    assertFalse(activate(bank, false, read), "another one was first");
    var saved = sponsors().getFirst();
    assertFalse(saved.active());
    assertEquals(saved, sponsors().getFirst(), "the same until it is changed");
    assertTrue(activate(bank, true, saved.version()));
    assertFalse(activate(bank, false, saved.version()));
    assertTrue(sponsors().getFirst().active());
    assertTrue(activate(bank, false, null), "whichever it is");
  }

  @Test
  void theOffersOfASponsorAreAskedWhileItIsActive() {
    var bank = open("Bank", true, AT);
    var fair = open("Wine Fair", false, AT);
    var ofBank = make(bank, "Calls", perMinute("0.10"), AT);
    var ofFair = make(fair, "Calls", perMinute("0.20"), AT.plusSeconds(1));
    assertEquals(List.of(ofBank.id()), asked());
    assertTrue(activate(fair.id(), true));
    assertEquals(List.of(ofBank.id(), ofFair.id()), asked());
    assertTrue(activate(bank.id(), false));
    assertEquals(List.of(ofFair.id()), asked());
    assertEquals(
        List.of(false, true),
        book.read(SponsorRows::offers).stream().map(SponsorRows.Made::active).toList(),
        "all are there for people");
    assertFalse(activate(UUID.randomUUID(), true), "there is no such sponsor");
  }

  @Test
  void anOfferIsAskedUntilItIsEnded() {
    var bank = open("Bank", true, AT);
    var elder = make(bank, "Calls", perMinute("0.10"), AT);
    var younger = make(bank, "Calls", perMinute("0.20"), AT.plusSeconds(60));
    var ended = AT.plusSeconds(90);
    assertFalse(end(UUID.randomUUID(), ended), "there is no such offer");
    assertTrue(end(elder.id(), ended));
    assertFalse(end(elder.id(), ended.plusSeconds(1)), "it ended before");
    assertEquals(List.of(younger.id()), asked());

    var all = book.read(SponsorRows::offers);
    assertEquals(List.of(elder.id(), younger.id()), all.stream().map(m -> m.offer().id()).toList());
    assertEquals(
        List.of(AT, AT.plusSeconds(60)), all.stream().map(SponsorRows.Made::made).toList());
    assertEquals(ended, all.getFirst().ended());
    assertNull(all.getLast().ended());
    assertEquals(List.of(), new TestBook().read(SponsorRows::offers), "another tenant's");
  }

  @Test
  void anOfferIsReadAsItWasMade() {
    var bank = open("Bank", true, AT);
    var price =
        Tariff.of(
            DeckTerms.of(
                UUID.randomUUID(),
                Currency.EUR,
                RoundingMode.UP,
                ZoneId.of("Asia/Tokyo"),
                List.of(),
                List.of(),
                DeckTerms.Tax.GROSS),
            Rate.to(Rate.OFFER, "Bank")
                .price("0.123456789012")
                .increments(30, 6)
                .atMost(new BigDecimal("0.50"), Rate.AtMaximum.CUT)
                .build());
    var made =
        make(bank, "Calls", price, AT, "to 49 43", "cart.value >= 50.00 EUR", "page starts /shoes");
    var read = book.read(SponsorRows::asked).getFirst();
    assertEquals(
        List.of(made.id(), made.sponsor(), made.name(), made.payer(), made.conditions()),
        List.of(read.id(), read.sponsor(), read.name(), read.payer(), read.conditions()));
    assertEquals(made.written(), read.written());
    assertEquals(price.terms(), read.price().terms());
    assertEquals(price.inWords(), read.price().inWords());
    for (long seconds : new long[] {1, 30, 31, 36, 3600}) {
      assertEquals(
          Cost.of(price, AT, seconds), Cost.of(read.price(), AT, seconds), seconds + " seconds");
    }
  }

  /** A price is a version of a deck that nobody but the offer's sponsor is charged by. */
  @Test
  void thePriceOfAnOfferIsADeckInForceSinceItWasMade() {
    var bank = open("Bank", true, AT);
    var first = make(bank, "Calls", perMinute("0.10"), AT);
    var second = make(bank, "Calls", perMinute("0.20"), AT.plusSeconds(60));
    var versions = book.read(c -> DeckRows.from(c, "SPONSOR", AT));
    assertEquals(
        List.of(second.price().deck(), first.price().deck()),
        versions.stream().map(DeckRows.Version::deck).toList());
    assertEquals(
        List.of(AT.plusSeconds(60), AT), versions.stream().map(DeckRows.Version::from).toList());
    assertEquals(List.of(), book.read(c -> DeckRows.from(c, "RETAIL", AT)));
  }

  @Test
  void theRuleIsTheOneSetLast() {
    assertEquals(Optional.empty(), book.read(SponsorRows::rule), "none of the tenant's own");
    var first = rule(180, PayerRule.Below.NOT_TAKEN, "ann", AT, "sponsors then end");
    assertEquals(Optional.of(first), book.read(SponsorRows::rule));
    var second =
        rule(
            60,
            PayerRule.Below.ACCEPTED,
            "bob",
            AT.plusSeconds(1),
            "sponsors then next",
            "split caller 1 tenant 2 rest tenant then next",
            "tenant then end");
    assertEquals(Optional.of(second), book.read(SponsorRows::rule));
    assertEquals(Optional.empty(), new TestBook().read(SponsorRows::rule), "another tenant's");
  }

  @Test
  void aRuleReplacesTheOneThatWasRead() {
    assertEquals(OptionalInt.of(1), set(60, 0));
    assertEquals(OptionalInt.empty(), set(61, 0), "another one was first");
    assertEquals(OptionalInt.of(2), set(62, 1));
    assertEquals(OptionalInt.empty(), set(63, 1));
    assertEquals(OptionalInt.of(3), set(64, null));
    var stands = book.read(SponsorRows::rule).orElseThrow();
    assertEquals(64, stands.rule().bidSeconds());
    assertEquals(3, stands.version());
  }

  private OptionalInt set(int seconds, @Nullable Integer read) {
    var rule = new PayerRule(PayerRule.DEFAULT.steps(), seconds, PayerRule.Below.NOT_TAKEN);
    return book.write(c -> SponsorRows.set(c, book.tenant, rule, AT, "ann", read));
  }

  private SponsorRows.InForce rule(
      int seconds, PayerRule.Below below, String by, Instant at, String... steps) {
    var rule = new PayerRule(Arrays.stream(steps).map(Step::parse).toList(), seconds, below);
    var version = book.write(c -> SponsorRows.set(c, book.tenant, rule, at, by, null));
    return new SponsorRows.InForce(rule, at, by, version.orElseThrow());
  }

  private SponsorRows.Sponsor open(String name, boolean active, Instant at) {
    var payer = UUID.randomUUID();
    var wallet = UUID.randomUUID();
    book.wallets.open(
        new NewWallet(
            book.tenant,
            wallet,
            payer,
            NewWallet.PayerKind.SPONSOR,
            name,
            null,
            "Budget",
            Money.zero(Currency.EUR)));
    var sponsor = new SponsorRows.Sponsor(payer, new Payer(wallet, name), active, at);
    book.write(
        c -> {
          SponsorRows.open(c, book.tenant, sponsor);
          return true;
        });
    return sponsor;
  }

  private static Tariff perMinute(String price) {
    return Tariff.of(
        DeckTerms.plain(UUID.randomUUID(), Currency.EUR),
        Rate.to(Rate.OFFER, "Bank").price(price).build());
  }

  private Offer make(
      SponsorRows.Sponsor sponsor, String name, Tariff price, Instant at, String... conditions) {
    var offer =
        new Offer(
            TestBook.id(at),
            sponsor.id(),
            name,
            sponsor.payer(),
            price,
            Arrays.stream(conditions).map(Condition::parse).toList());
    book.write(
        c -> {
          SponsorRows.make(c, book.tenant, offer, at);
          return true;
        });
    return offer;
  }

  private boolean activate(UUID sponsor, boolean active) {
    return activate(sponsor, active, null);
  }

  private boolean activate(UUID sponsor, boolean active, @Nullable Long read) {
    return book.write(c -> SponsorRows.activate(c, sponsor, active, read));
  }

  private List<SponsorRows.Sponsor> sponsors() {
    return book.read(SponsorRows::sponsors);
  }

  private static SponsorRows.Sponsor asOpened(SponsorRows.Sponsor read) {
    return new SponsorRows.Sponsor(read.id(), read.payer(), read.active(), read.opened());
  }

  private boolean end(UUID offer, Instant at) {
    return book.write(c -> SponsorRows.end(c, offer, at));
  }

  private List<UUID> asked() {
    return book.read(SponsorRows::asked).stream().map(Offer::id).toList();
  }
}
