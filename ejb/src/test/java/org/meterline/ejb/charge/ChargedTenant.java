package org.meterline.ejb.charge;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Condition;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.billing.payer.Offer;
import org.meterline.billing.payer.Payer;
import org.meterline.billing.payer.PayerRule;
import org.meterline.billing.payer.SponsorRows;
import org.meterline.billing.payer.Step;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxTerm;
import org.meterline.billing.wallet.BundleRows;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.TopUp;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.ledger.AllChecks;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;

/**
 * A tenant of one test, with a deck, phones that have wallets, and short words for what they do.
 */
final class ChargedTenant implements Payers {
  static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  final UUID id;
  final Domain domain;
  final PostgresWallets book = new PostgresWallets(TestDatabase.get().app());
  final TenantTransaction transaction = new TenantTransaction(TestDatabase.get().app());
  private final RecordedCalls calls;
  private final Map<String, UUID> wallets = new ConcurrentHashMap<>();

  ChargedTenant() throws SQLException {
    var tenant = TestDatabase.get().newTenantWithBooks("charged");
    id = tenant.id();
    domain = tenant.domain();
    calls =
        new RecordedCalls(
            new RecordJournal(
                TestDatabase.get().app(),
                of -> of.equals(domain) ? Optional.of(tenant) : Optional.empty(),
                (of, call) -> {}));
  }

  /** A line of the deck: prefix, price of a minute, fee, initial/increment; "x" blocks. */
  ChargedTenant deck(String... lines) {
    var deck = UUID.randomUUID();
    var rates = new ArrayList<Rate>();
    for (var line : lines) {
      var words = List.of(line.trim().split("\\s+", -1));
      var draft = Rate.to(words.get(0), "To " + words.get(0)).line(rates.size() + 1);
      if (words.get(1).equals("x")) {
        rates.add(draft.blocked().build());
      } else {
        var steps = List.of(words.get(3).split("/", -1));
        draft.price(words.get(1)).fee(words.get(2));
        rates.add(
            draft
                .increments(Integer.parseInt(steps.get(0)), Integer.parseInt(steps.get(1)))
                .build());
      }
    }
    return deck(RateDeck.compile(DeckTerms.plain(deck, Currency.EUR), rates));
  }

  ChargedTenant deck(RateDeck deck) {
    return deck(null, deck);
  }

  /** The own deck of a phone's payer. */
  ChargedTenant deckOf(String user, RateDeck deck) {
    return deck(wallet(user).payer(), deck);
  }

  private ChargedTenant deck(@Nullable UUID payer, RateDeck deck) {
    transaction.write(
        id,
        connection -> {
          DeckRows.write(connection, id, payer, "Deck " + deck.id(), 1, Instant.EPOCH, deck);
          return true;
        });
    return this;
  }

  /** Rates of tax, each {@code country class rate from}, added at {@link #AT}. */
  ChargedTenant taxes(String... rates) {
    return writing(
        c -> {
          for (var rate : rates) {
            var words = List.of(rate.split(" ", -1));
            var term =
                new TaxTerm(
                    UUID.randomUUID(),
                    words.get(1),
                    new TaxRate(words.get(0), new BigDecimal(words.get(2))),
                    LocalDate.parse(words.get(3)),
                    null);
            if (new TaxBook(c).add(id, term, "t", AT) != TaxBook.Outcome.ADDED) {
              throw new IllegalArgumentException(rate);
            }
          }
        });
  }

  /** Whose tax the payer of a wallet pays. */
  ChargedTenant country(String user, String country) {
    return writing(c -> new TaxBook(c).country(wallet(user).payer(), country));
  }

  /** A phone with a wallet. */
  ChargedTenant phone(String user, String money) {
    wallets.put(user, wallet(PayerKind.CUSTOMER, user, money));
    return this;
  }

  /** The book is kept in another currency, too, and a phone has a wallet in it. */
  ChargedTenant phone(String user, Money money) {
    writing(
        c -> {
          try (var s = c.prepareStatement("select open_currency(?, ?)")) {
            s.setObject(1, id);
            s.setString(2, money.currency().code());
            s.execute();
          }
        });
    wallets.put(user, wallet(PayerKind.CUSTOMER, user, money));
    return this;
  }

  /** A bundle of a phone's payer, which may be asked for by its name. */
  ChargedTenant bundle(String user, String name, long seconds, String... prefixes) {
    var id = UUID.randomUUID();
    var whose = wallet(user);
    book.open(
        new NewWallet(
            this.id,
            id,
            whose.payer(),
            whose.payerKind(),
            user,
            null,
            name,
            Money.zero(Currency.SECONDS)));
    wallets.put(name, id);
    topUp(id, Money.of(seconds, Currency.SECONDS));
    return covers(name, prefixes);
  }

  /** What a bundle covers. */
  ChargedTenant covers(String bundle, String... prefixes) {
    return writing(
        c -> BundleRows.cover(c, id, walletId(bundle), Arrays.asList(prefixes), "t", AT));
  }

  ChargedTenant ownWallet(String money) {
    wallets.put("", wallet(PayerKind.TENANT, "The tenant", money));
    return this;
  }

  /** A sponsor with a budget and one offer. */
  ChargedTenant sponsor(String name, String money, Rate.Draft price, String... conditions) {
    wallets.put(name, wallet(PayerKind.SPONSOR, name, money));
    var sponsor = wallet(name).payer();
    var payer = new Payer(walletId(name), name);
    var deck = DeckTerms.plain(UUID.randomUUID(), Currency.EUR);
    var offer =
        new Offer(
            UUID.randomUUID(),
            sponsor,
            "Offer",
            payer,
            Tariff.of(deck, price.build()),
            Arrays.stream(conditions).map(Condition::parse).toList());
    return writing(
        c -> {
          SponsorRows.open(c, id, new SponsorRows.Sponsor(sponsor, payer, true, AT));
          SponsorRows.make(c, id, offer, AT);
        });
  }

  /** The sponsor's offers are not asked any more. */
  void retire(String sponsor) {
    writing(c -> SponsorRows.activate(c, wallet(sponsor).payer(), false, null));
  }

  /** The rule, compared at three minutes. */
  ChargedTenant rule(PayerRule.Below below, String... steps) {
    var rule = new PayerRule(Arrays.stream(steps).map(Step::parse).toList(), 180, below);
    return writing(c -> SponsorRows.set(c, id, rule, AT, "t", null));
  }

  private interface Writing {
    void to(Connection connection) throws SQLException;
  }

  private ChargedTenant writing(Writing work) {
    transaction.write(
        id,
        connection -> {
          work.to(connection);
          return true;
        });
    return this;
  }

  /**
   * Asks for a leg, and stores it and what was decided as the engine's journal does: with the
   * record of the call. The answer is told without the decision.
   */
  Answer admit(Charging charging, Ask ask) {
    var answer = charging.authority().admit(ask);
    asked(Map.of(ask, answer));
    return switch (answer) {
      case Granted(
              var until,
              var last,
              var announce,
              var trunks,
              var payer,
              _,
              var lack,
              var followed) ->
          new Granted(until, last, announce, trunks, payer, null, lack, followed);
      case Refused(var why, _) -> new Refused(why);
    };
  }

  /** Stores the legs that were asked for, and what was decided. */
  void asked(Map<Ask, Answer> answers) {
    calls.asked(answers);
  }

  /** Stores that the next trunk is tried for a leg. */
  void tried(CallId call, LegId leg, String trunk) {
    calls.tried(call, leg, trunk);
  }

  /** Posts the ends of legs, the money first, then the records, as the engine's journal does. */
  void post(Charging charging, CallFact.LegEnded... ends)
      throws CallJournal.Unavailable, CallJournal.Refused {
    charging.journal().post(List.of(ends));
    for (var end : ends) {
      calls.ended(end);
    }
  }

  List<DecisionRows.Stored> decisions(CallId call) {
    return transaction.read(id, c -> DecisionRows.of(c, call.value()));
  }

  private UUID wallet(PayerKind kind, String payer, String money) {
    return wallet(kind, payer, eur(money));
  }

  private UUID wallet(PayerKind kind, String payer, Money money) {
    var wallet = UUID.randomUUID();
    var zero = Money.zero(money.currency());
    book.open(new NewWallet(id, wallet, UUID.randomUUID(), kind, payer, null, "Calls", zero));
    topUp(wallet, money);
    return wallet;
  }

  void topUp(String user, String money) {
    topUp(walletId(user), eur(money));
  }

  private void topUp(UUID wallet, Money money) {
    if (!money.isZero()) {
      book.topUp(
          new TopUp(
              id, wallet, UUID.randomUUID().toString(), UUID.randomUUID(), money, "t", "t", AT));
    }
  }

  UUID walletId(String user) {
    return Optional.ofNullable(wallets.get(user)).orElseThrow();
  }

  Wallet wallet(String user) {
    return book.wallet(id, walletId(user)).orElseThrow();
  }

  /**
   * What does not agree in the tenant's book. If legs were asked for by {@link #admit}, so that
   * there are records, these are compared, too; also with what the tenant bought of the operator.
   */
  List<Reconciliation.Difference> differences() {
    if (!calls.any()) {
      return transaction.read(id, Reconciliation::check);
    }
    var found = new ArrayList<>(transaction.read(id, AllChecks::ever));
    if (transaction.read(OperatorBook.ID, c -> WalletRows.firstOf(c, id)).isPresent()) {
      transaction.read(OperatorBook.ID, AllChecks::bought).stream()
          .filter(difference -> calls.has(difference.subject()))
          .forEach(found::add);
    }
    return found;
  }

  /** What an account has in EUR: debits less credits. */
  Money balance(String code) {
    return transaction.read(id, c -> new Ledger(c).accounts(AT)).stream()
        .filter(a -> a.code().equals(code) && a.balance().currency().equals(Currency.EUR))
        .map(Account::balance)
        .findFirst()
        .orElseThrow();
  }

  List<Charge> charges(CallId call) {
    return transaction
        .read(id, c -> new Ledger(c).charges(List.of(call.value())))
        .getOrDefault(call.value(), List.of());
  }

  /** Whose the trunks are. */
  final Map<String, Carriage> carriages = new HashMap<>();

  /** Destinations that are approved from the start. */
  Set<String> approved = Set.of("all");

  /** What is left to the operator, in per cent, at least. */
  int margin;

  Charging start(String node) {
    return start(node, TestDatabase.get().app());
  }

  Charging start(String node, DataSource source) {
    return start(node, source, () -> AT);
  }

  Charging start(String node, DataSource source, InstantSource clock) {
    return Charging.start(
        source,
        this,
        node,
        Duration.ofMinutes(5),
        new ChargeTerms(
            Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(5), margin, 400),
        approved,
        clock);
  }

  Ask asks(String user, CallId call, LegId leg, String number) {
    return asks(user, call, leg, new Destination.Outside(domain, new E164(number)));
  }

  Ask asks(String user, CallId call, LegId leg, Destination.Found to) {
    return asks(user, call, leg, to, Map.of());
  }

  Ask asks(String user, CallId call, LegId leg, Destination.Found to, Map<String, String> facts) {
    return new Ask(
        call, leg, domain, new Origin.Phone(domain, user), user, to, List.of("carrier"), AT, facts);
  }

  /** A carrier wants the user, who talks to it, to be put through to a number in Germany. */
  Ask wants(String user, CallId call, LegId leg) {
    return new Ask(
        call,
        leg,
        domain,
        new Origin.Carrier("carrier"),
        user,
        new Destination.Outside(domain, new E164("+4931123456")),
        List.of("carrier"),
        AT,
        Map.of(),
        user);
  }

  static CallFact.LegEnded ended(CallId call, LegId leg, int sequence, Duration charged) {
    return ended(call, leg, sequence, charged, null);
  }

  static CallFact.LegEnded ended(
      CallId call, LegId leg, int sequence, Duration charged, @Nullable String trunk) {
    return new CallFact.LegEnded(
        call,
        sequence,
        AT,
        leg,
        !charged.isZero(),
        charged,
        200,
        16,
        "Normal clearing",
        null,
        false,
        trunk);
  }

  static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  @Override
  public Carriage carriage(UUID tenant, String trunk) {
    return carriages.getOrDefault(trunk, new Carriage.Anybodys());
  }

  @Override
  public Optional<UUID> tenant(Domain of) {
    return of.equals(domain) ? Optional.of(id) : Optional.empty();
  }

  @Override
  public String country(Domain of) {
    return "DE";
  }

  /** The tenant's calls are stopped. */
  boolean suspended;

  @Override
  public boolean suspended(Ask ask) {
    return suspended;
  }

  @Override
  public Optional<UUID> walletOf(Domain of, String user) {
    return Optional.ofNullable(wallets.get(user));
  }
}
