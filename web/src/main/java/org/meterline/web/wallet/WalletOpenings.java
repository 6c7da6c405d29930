package org.meterline.web.wallet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.wallet.BundleWallets;
import org.meterline.ejb.wallet.MoneyWallets;
import org.meterline.ejb.wallet.OperatorWallets;
import org.meterline.web.rest.IdempotencyKey;
import org.meterline.web.rest.MoneyBody;

/** Opens wallets of all kinds: whose it is decides on the kind. */
@Dependent
public class WalletOpenings {
  private final MoneyWallets money;
  private final BundleWallets bundles;
  private final OperatorWallets operators;

  @Inject
  public WalletOpenings(MoneyWallets money, BundleWallets bundles, OperatorWallets operators) {
    this.money = money;
    this.bundles = bundles;
    this.operators = operators;
  }

  /**
   * A wallet to be opened. Exactly one of the first six says whose it is.
   *
   * @param customer the name of a new customer who pays from it
   * @param own true for the tenant itself, for calls that nobody else pays
   * @param payerId a payer who has a wallet and gets one more
   * @param ofWalletId a wallet of the payer whose bundle it is
   * @param tenantId the tenant who pays the operator from it
   * @param carrier the name of the carrier whom it says what it is owed
   * @param name of the wallet; without one the payer's, but for bundles and further wallets
   * @param prefixes of the numbers that a bundle covers
   * @param floor of a money wallet: zero if absent, or minus the credit limit
   */
  public record OpenBody(
      @Nullable @Size(min = 1, max = 100) String customer,
      @Nullable Boolean own,
      @Nullable UUID payerId,
      @Nullable UUID ofWalletId,
      @Nullable UUID tenantId,
      @Nullable @Size(min = 1, max = 100) String carrier,
      @Nullable @Size(max = 100) String name,
      @Nullable List<@NotNull String> prefixes,
      @Nullable @Valid MoneyBody floor,
      @NotBlank String currency) {

    private static @Nullable String given(@Nullable String text) {
      return text == null || text.isBlank() ? null : text.strip();
    }

    private String named(@Nullable String otherwise) {
      var given = given(name);
      if (given == null && otherwise == null) {
        throw Refused.invalid("name", "is needed, for the payer to know the wallet by");
      }
      return given == null ? Objects.requireNonNull(otherwise) : given;
    }

    private Money floorIn(Currency currency) {
      var asked = floor == null ? Money.zero(currency) : floor.money("floor");
      if (!asked.currency().equals(currency)) {
        throw Refused.invalid("floor", "must be in the wallet's currency");
      }
      return asked;
    }
  }

  /**
   * Gives the wallet's id.
   *
   * @param key needed for wallets of a tenant's book
   */
  UUID open(Caller caller, IdempotencyKey key, OpenBody body) {
    var currency = MoneyBody.currency("currency", body.currency());
    var customer = OpenBody.given(body.customer());
    var carrier = OpenBody.given(body.carrier());
    var own = Boolean.TRUE.equals(body.own()) ? body.own() : null;
    if (Stream.of(customer, own, body.payerId(), body.ofWalletId(), body.tenantId(), carrier)
            .filter(Objects::nonNull)
            .count()
        != 1) {
      throw Refused.invalid(
          "customer",
          "or own, payerId or ofWalletId is needed, or tenantId or carrier: one of them");
    }
    if (body.ofWalletId() != null) {
      return bundle(caller, key.needed(), body, body.ofWalletId(), currency);
    } else if (body.tenantId() != null) {
      return operators.openForTenant(caller, key.orFresh(), body.tenantId(), currency);
    } else if (carrier != null) {
      return operators.openForCarrier(caller, key.orFresh(), carrier, currency);
    }
    var floor = body.floorIn(currency);
    if (customer != null) {
      return money.openForCustomer(caller, key.needed(), customer, body.named(customer), floor);
    } else if (body.payerId() != null) {
      return money.openMore(caller, key.needed(), body.payerId(), body.named(null), floor);
    }
    return money.openOwn(caller, key.needed(), body.named(caller.tenant().name()), floor);
  }

  private UUID bundle(Caller caller, String key, OpenBody body, UUID of, Currency currency) {
    if (!currency.equals(Currency.SECONDS)) {
      throw Refused.invalid("currency", "must be SEC: a bundle is a wallet in seconds");
    }
    var prefixes = body.prefixes() == null ? List.<String>of() : body.prefixes();
    return bundles.open(caller, key, of, body.named(null), prefixes);
  }
}
