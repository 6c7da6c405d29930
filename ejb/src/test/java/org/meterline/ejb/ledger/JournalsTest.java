package org.meterline.ejb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.meterline.ejb.ledger.LedgerTenant.AT;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.Journal;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.Purchases;
import org.meterline.billing.wallet.SaleTax;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.wallet.Books;
import org.meterline.ejb.wallet.WalletFilter;

/** Journals and periods as use cases: who may, and how what is refused is named. */
class JournalsTest {
  private final LedgerTenant it;
  private final Journals.Line debit;
  private final Journals.Line credit;

  JournalsTest() throws SQLException {
    it = new LedgerTenant();
    debit = new Journals.Line(account("5000"), null, true, eur("7"));
    credit = new Journals.Line(account("1000"), null, false, eur("7"));
  }

  @Test
  void oneDraftsAndAnotherPosts() {
    var id = LedgerTenant.id();
    var drafted = draft(id, debit, credit);
    assertEquals(Journal.State.DRAFTED, drafted.state());
    assertEquals(AT, drafted.effective(), "when the id was minted");
    assertEquals(drafted, draft(id, debit, credit));
    assertRefused("idempotency-key-reused", () -> draft(id, credit, debit));
    assertRefused("second-person-needed", () -> it.journals(j -> j.approve(it.ann, id)));
    assertEquals(Journal.State.POSTED, it.journals(j -> j.approve(it.bob, id)).state());
    assertRefused("journal-decided", () -> it.journals(j -> j.reject(it.bob, id, "No")));
    var one = Use.in(it.tenant, em -> new Books(em, LedgerTenant.CLOCK).transfer(it.bob, id));
    assertEquals("journal", one.transfer().kind());
    assertEquals(
        List.of(id),
        it.journals(j -> j.list(it.ann, Ask.first())).items().stream().map(Journal::id).toList());
  }

  @Test
  void anIdIsMintedWhenItIsAskedWith() {
    var day = Duration.ofDays(1);
    for (var away : List.of(day.plusMillis(1), Duration.ofDays(750))) {
      for (var at : List.of(AT.plus(away), AT.minus(away))) {
        assertRefused("id-out-of-time", () -> draft(LedgerTenant.id(at), debit, credit));
      }
    }
    assertEquals(
        Journal.State.DRAFTED, draft(LedgerTenant.id(AT.plus(day)), debit, credit).state());
    var id = LedgerTenant.id(AT.minus(day));
    var drafted = draft(id, debit, credit);
    // asked again later, it is what was asked then
    var later = Clock.fixed(AT.plus(Duration.ofDays(40)), ZoneOffset.UTC);
    assertEquals(
        drafted,
        it.journals(
            later, j -> j.draft(it.ann, id, null, "Calls bought", null, List.of(debit, credit))));
  }

  @Test
  void aTransferIsTakenBackOnce() {
    var transfer = it.topUp(it.wallet(), "3");
    var id = LedgerTenant.id();
    it.journals(j -> j.draft(it.ann, id, transfer, "Wrong", AT, List.of()));
    it.journals(j -> j.approve(it.bob, id));
    assertRefused(
        "already-reversed",
        () ->
            it.journals(j -> j.draft(it.ann, LedgerTenant.id(), transfer, "Wrong", AT, List.of())));
    var books = it;
    var one =
        Use.in(books.tenant, em -> new Books(em, LedgerTenant.CLOCK).transfer(it.bob, transfer));
    assertEquals(id, one.reversedBy());
    var other = Use.in(it.tenant, em -> new Books(em, LedgerTenant.CLOCK).transfer(it.bob, id));
    assertEquals(transfer, other.reverses());
  }

  @Test
  void waitingHelpsOnlyWhereAPurchaseHoldsTheMoney() {
    var wallet = it.wallet();
    it.topUp(wallet, "3");
    var takes = new Journals.Line(null, wallet, true, eur("7"));
    assertEquals("wallet-too-low 409 false", tooLow(takes, credit));
    it.topUp(wallet, "4");
    var book = new PostgresWallets(TestDatabase.get().app());
    var bought =
        new Purchases.Authorisation(
            it.tenant.id(),
            wallet,
            "k",
            UUID.randomUUID(),
            "page",
            "A page",
            eur("5"),
            SaleTax.NONE,
            Duration.ofMinutes(15),
            "u");
    assertInstanceOf(Outcome.Done.class, book.purchases().authorise(bought));
    assertEquals("wallet-too-low 409 true", tooLow(takes, credit));
  }

  private String tooLow(Journals.Line... lines) {
    var id = LedgerTenant.id();
    draft(id, lines);
    var refused = assertThrows(Refused.class, () -> it.journals(j -> j.approve(it.bob, id)));
    return refused.code() + " " + refused.status() + " " + refused.retry();
  }

  @Test
  void whatIsWrongIsNamed() {
    assertRefused("invalid", () -> draft(UUID.randomUUID(), debit, credit));
    assertRefused("unbalanced", () -> draft(LedgerTenant.id(), debit));
    assertRefused(
        "invalid",
        () -> draft(LedgerTenant.id(), debit, new Journals.Line(999_999, null, false, eur("7"))));
    assertRefused(
        "invalid",
        () ->
            draft(
                LedgerTenant.id(),
                debit,
                new Journals.Line(credit.account(), null, false, Money.of(7, Currency.of("USD")))));
    assertRefused(
        "account-kept",
        () ->
            draft(
                LedgerTenant.id(),
                debit,
                new Journals.Line(account("2100"), null, false, eur("7"))));
    assertRefused(
        "invalid",
        () ->
            draft(
                LedgerTenant.id(),
                debit,
                new Journals.Line(null, UUID.randomUUID(), false, eur("7"))));
    assertRefused(
        "invalid",
        () -> draft(LedgerTenant.id(), debit, new Journals.Line(null, null, false, eur("7"))));
    assertRefused("not-found", () -> it.journals(j -> j.approve(it.bob, LedgerTenant.id())));
    assertRefused(
        "not-found",
        () ->
            it.journals(
                j -> j.draft(it.ann, LedgerTenant.id(), LedgerTenant.id(), "x", AT, List.of())));
    assertRefused(
        "invalid",
        () -> it.journals(j -> j.draft(it.ann, LedgerTenant.id(), null, " ", AT, List.of())));
    var agent = it.caller("agent", Role.AGENT);
    assertRefused("forbidden", () -> it.journals(j -> j.list(agent, Ask.first())));
    assertRefused("forbidden", () -> it.periods(p -> p.standing(agent)));
    assertRefused("forbidden", () -> it.checks(c -> c.run(agent)));
  }

  @Test
  void aMonthIsClosedAndReopened() {
    var october = YearMonth.of(2026, 10);
    assertRefused(
        "period-not-over", () -> it.periods(p -> p.close(it.ann, YearMonth.of(2026, 11), "")));
    var closed = it.periods(p -> p.close(it.ann, october, ""));
    assertEquals(Optional.of(LocalDate.parse("2026-10-31")), closed.closedThrough());
    var refused =
        assertThrows(
            Refused.class,
            () ->
                it.journals(
                    j ->
                        j.draft(
                            it.ann,
                            LedgerTenant.id(),
                            null,
                            "Late",
                            AT.minusSeconds(30 * 86_400),
                            List.of(debit, credit))));
    assertEquals("period-closed", refused.code());
    assertEquals(409, refused.status());
    assertFalse(refused.retry(), "somebody has to reopen it first");
    assertRefused("invalid", () -> it.periods(p -> p.reopen(it.ann, october, " ")));
    var open = it.periods(p -> p.reopen(it.bob, october, "Rent was late"));
    assertEquals(
        List.of("Rent was late", ""),
        open.events().stream().map(PeriodBook.Event::reason).toList());
  }

  @Test
  void balancesAreThoseOfAnInstantAndOfDays() {
    var wallet = it.wallet();
    it.topUp(wallet, "3");
    Use.in(
        it.tenant,
        em -> {
          var books = new Books(em, LedgerTenant.CLOCK);
          var before = AT.minusSeconds(1);
          assertEquals(eur("0"), balance(books.accounts(it.ann, before), "2100"));
          assertEquals(eur("3"), balance(books.accounts(it.ann, null), "2100"));
          assertEquals(
              "3.00000000",
              books
                  .wallets(it.ann, null, WalletFilter.ALL, Ask.first())
                  .items()
                  .getFirst()
                  .balance()
                  .toString());
          var day = LocalDate.parse("2026-11-20");
          var line =
              books.trialBalance(it.ann, day, day.plusDays(1)).stream()
                  .filter(l -> l.code().equals("2100"))
                  .findFirst()
                  .orElseThrow();
          assertEquals("3.00000000", line.credits().toString());
          assertRefused("invalid", () -> books.trialBalance(it.ann, day, day));
          return true;
        });
  }

  private Journal draft(UUID id, Journals.Line... lines) {
    return it.journals(j -> j.draft(it.ann, id, null, "Calls bought", null, List.of(lines)));
  }

  private int account(String code) {
    return Use.in(it.tenant, em -> new Books(em, LedgerTenant.CLOCK).accounts(it.ann)).stream()
        .filter(a -> a.code().equals(code))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static Money balance(List<Account> accounts, String code) {
    return accounts.stream().filter(a -> a.code().equals(code)).findFirst().orElseThrow().balance();
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
