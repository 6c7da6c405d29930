package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.WalletWorkload.Leg;
import org.meterline.billing.wallet.WalletWorkload.Node;

/**
 * What a process is about to ask the books, as a line of text: whoever reads it can ask the same
 * again when the process has not lived to tell the answer.
 *
 * @param id the leg's, the purchase's or the transfer's
 * @param other the charge that is refunded, or the transfer of a capture; else the same as id
 * @param units of each wallet
 * @param epoch of the node's lease
 * @param sequence of an extension
 */
record WorkloadAct(
    Kind kind,
    UUID id,
    UUID other,
    List<UUID> wallets,
    List<Long> units,
    long epoch,
    int sequence,
    Instant at) {
  /** The answer of an act that changed nothing. */
  static final String NO = "no";

  WorkloadAct {
    wallets = List.copyOf(wallets);
    units = List.copyOf(units);
  }

  /** What there is to do. */
  enum Kind {
    HOLD,
    EXTEND,
    SETTLE,
    TOP_UP,
    AUTHORISE,
    CAPTURE,
    RELEASE,
    DISPUTE,
    RE_RATING,
    REFUND,
    TRANSFER
  }

  /**
   * On which books, for whom and at what price acts are done.
   *
   * @param wholesale from which the tenant pays the operator
   * @param carrier whom the operator owes
   * @param sold the price of both
   */
  record Ground(
      WalletBook book,
      UUID tenant,
      Tariff tariff,
      String node,
      UUID wholesale,
      UUID carrier,
      Tariff sold) {
    HoldLine line(UUID wallet) {
      if (wallet.equals(wholesale)) {
        return HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wallet, sold);
      }
      return wallet.equals(carrier)
          ? HoldLine.of(Part.CARRIER, OperatorBook.ID, wallet, sold)
          : HoldLine.of(Part.PAYER, tenant, wallet, tariff);
    }
  }

  String text() {
    return Stream.of(kind, id, other, joined(wallets), joined(units), epoch, sequence, at)
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  private static String joined(List<?> some) {
    return some.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  static WorkloadAct parse(String text) {
    var words = List.of(text.split(" ", -1));
    return new WorkloadAct(
        Kind.valueOf(words.get(0)),
        UUID.fromString(words.get(1)),
        UUID.fromString(words.get(2)),
        Arrays.stream(words.get(3).split(",", -1)).map(UUID::fromString).toList(),
        Arrays.stream(words.get(4).split(",", -1)).map(Long::valueOf).toList(),
        Long.parseLong(words.get(5)),
        Integer.parseInt(words.get(6)),
        Instant.parse(words.get(7)));
  }

  private Money money(int line) {
    return Money.of(units.get(line), Currency.EUR);
  }

  private List<Money> all() {
    return IntStream.range(0, units.size()).mapToObj(this::money).toList();
  }

  private List<HoldLine> lines(Ground on) {
    return wallets.stream().map(on::line).toList();
  }

  private long seconds() {
    return (id.getLeastSignificantBits() >>> 8) % 250;
  }

  /** Asks the books; the same again has the same key. */
  Object ask(Ground on) {
    var book = on.book();
    var tenant = on.tenant();
    var lease = new Lease(on.node(), epoch);
    var wallet = wallets.getFirst();
    return switch (kind) {
      case HOLD -> {
        var request = new HoldRequest(tenant, id, id, lines(on), all(), 10, false, at);
        yield book.hold(lease, List.of(request)).getFirst();
      }
      case EXTEND -> {
        var used = Duration.ofSeconds(seconds() / 3);
        var request = new ExtendRequest(tenant, id, sequence, all(), 20, false, used);
        yield book.extend(lease, List.of(request)).getFirst();
      }
      case SETTLE -> book.resolve(false, List.of(settlement(tenant))).getFirst();
      case TOP_UP ->
          book.topUp(
              new TopUp(
                  on.line(wallet).book(), wallet, "t" + id, id, money(0), "top-up", "client", at));
      case AUTHORISE ->
          book.purchases()
              .authorise(
                  new Purchases.Authorisation(
                      tenant,
                      wallet,
                      "p" + id,
                      id,
                      "page",
                      "A page",
                      money(0),
                      WorkloadClient.TAX,
                      Duration.ofMillis(500),
                      "client"));
      case CAPTURE ->
          book.purchases()
              .capture(
                  new Purchases.Capture(tenant, id, "c" + other, other, money(0), "client", at));
      case RELEASE -> book.purchases().release(tenant, id);
      case DISPUTE, RE_RATING ->
          book.debts()
              .force(
                  new Debts.ForcedDebit(
                      tenant,
                      wallet,
                      "f" + id,
                      id,
                      Debts.Kind.valueOf(kind.name()),
                      money(0),
                      kind == Kind.DISPUTE ? SaleTax.NONE : WorkloadClient.TAX,
                      "lost",
                      "client",
                      at));
      case REFUND ->
          book.refunds()
              .refund(
                  new Refunds.Refund(
                      tenant, wallet, other, "r" + id, id, money(0), "complaint", "client", at));
      case TRANSFER ->
          book.refunds()
              .transfer(
                  new Refunds.Between(
                      tenant,
                      wallet,
                      wallets.getLast(),
                      "b" + id,
                      id,
                      money(0),
                      "moved",
                      "client",
                      at));
    };
  }

  private Settlement settlement(UUID tenant) {
    var cost = Money.of(seconds() * WorkloadCalls.SECOND, Currency.EUR);
    var costs = new ArrayList<Settlement.LineCost>();
    for (int i = 0; i < wallets.size(); i++) {
      var transfer = WalletWorkload.posting(id, "settled", i);
      costs.add(new Settlement.LineCost(transfer, cost, "call", "[]"));
    }
    return new Settlement(tenant, id, seconds(), at, costs);
  }

  /** The answer in words that are the same whenever it is asked for; {@link #NO}: nothing. */
  static String answer(Object outcome) {
    return switch (outcome) {
      case HoldOutcome.Held held -> "held";
      case SettleOutcome.Settled(var lines) -> posted(lines);
      case SettleOutcome.Repeated(var lines) -> posted(lines);
      case SettleOutcome.Late(var lines) -> posted(lines);
      case TopUp.Posted posted -> "done";
      case TopUp.Repeated repeated -> "done";
      case Outcome.Done<?>(Debts.Taken(var _, Money taken, Money owed), var _) ->
          "took " + taken.units() + " owed " + owed.units();
      case Outcome.Done<?> done -> "done";
      default -> NO;
    };
  }

  private static String posted(List<SettleOutcome.Posted> lines) {
    return lines.stream()
        .map(line -> line.posted() + "+" + line.overrun())
        .collect(Collectors.joining(" ", "posted ", ""));
  }

  /** Charges of which something can be given back to who paid the tenant. */
  List<UUID> charged(Ground on, Object outcome) {
    return switch (outcome) {
      case SettleOutcome.Settled(var lines) -> paid(on, lines);
      case SettleOutcome.Repeated(var lines) -> paid(on, lines);
      case Outcome.Done<?> done when kind == Kind.CAPTURE -> List.of(other);
      case Outcome.Done<?>(Debts.Taken taken, var _)
          when kind == Kind.RE_RATING && !taken.taken().isZero() ->
          List.of(id);
      default -> List.of();
    };
  }

  private List<UUID> paid(Ground on, List<SettleOutcome.Posted> lines) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).posted() > 0)
        .filter(i -> on.line(wallets.get(i)).part() == Part.PAYER)
        .mapToObj(i -> WalletWorkload.posting(id, "settled", i))
        .toList();
  }

  /** The wallet that paid a charge of this act. */
  UUID payer(UUID charge) {
    return IntStream.range(0, wallets.size())
        .filter(i -> WalletWorkload.posting(id, "settled", i).equals(charge))
        .mapToObj(wallets::get)
        .findFirst()
        .orElse(wallets.getFirst());
  }

  /** Tells the model, and the other clients, what the books have answered. */
  void tell(WalletWorkload work, Ground on, Node node, Object outcome) {
    var wallet = wallets.getFirst();
    var model = work.model;
    if (outcome instanceof SettleOutcome settled) {
      for (int i = 0; i < wallets.size(); i++) {
        var transfer = WalletWorkload.posting(id, "settled", i);
        long cost = seconds() * WorkloadCalls.SECOND;
        var in = on.line(wallets.get(i)).book();
        model.resolved(id, i, in, wallets.get(i), transfer, cost, false, settled);
      }
    } else if (kind == Kind.HOLD) {
      if (outcome instanceof HoldOutcome.Held
          || outcome.equals(HoldOutcome.ofLeg(Refusal.Why.RESOLVED))) {
        work.legs.add(new Leg(id, lines(on), node, new Lease(on.node(), epoch)));
      }
    } else if (!answer(outcome).equals(NO)) {
      switch (kind) {
        case TOP_UP -> model.effect(id, wallet, units.getFirst());
        case AUTHORISE -> work.purchases.add(id);
        case CAPTURE -> model.charge(other, wallet, units.getFirst());
        case DISPUTE, RE_RATING -> {
          if (outcome
              instanceof Outcome.Done<?>(Debts.Taken(var _, Money taken, Money owed), var _)) {
            model.charge(id, wallet, taken.units(), owed.units());
          }
        }
        case REFUND -> model.refund(id, other, wallet, units.getFirst());
        case TRANSFER -> {
          model.effect(id, wallet, -units.getFirst());
          model.effect(WorkloadClient.counter(id), wallets.getLast(), units.getFirst());
        }
        default -> {}
      }
    }
    charged(on, outcome).forEach(charge -> work.charges.put(charge, payer(charge)));
  }
}
