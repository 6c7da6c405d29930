package org.meterline.billing.wallet;

import java.util.UUID;
import java.util.function.Function;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/**
 * Why wallets in PostgreSQL have too little: whether waiting may help is read only to refuse, so
 * that what is granted costs nothing more.
 */
record LowWallets(BookCalls calls) {

  /**
   * Too little, with what the wallet holds.
   *
   * @param available what the books found there
   * @param unheld what there would be to take of it with nothing set aside
   */
  <T> Outcome<T> refused(
      UUID tenant, UUID id, Money available, Money wanted, Function<Wallet, Money> unheld) {
    return new Outcome.Refused<>(
        calls
            .read("read a wallet", tenant, c -> WalletRows.read(c, id).stream().findFirst())
            .map(wallet -> Refusal.tooLow(available, wanted, unheld.apply(wallet)))
            .orElseGet(() -> Refusal.of(Why.TOO_LOW, available)));
  }
}
