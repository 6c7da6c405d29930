package org.meterline.ejb.charge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.WalletRows;

/** What the wallets that the columns of a story name have available. */
final class StoryWallets {
  private final ChargedTenant tenant;
  private final Map<String, UUID> accounts;
  private final Map<UUID, Money> before = new HashMap<>();

  /**
   * @param accounts wallets in the operator's book, by name: told is what they have more than now
   */
  StoryWallets(ChargedTenant tenant, Map<String, UUID> accounts) {
    this.tenant = tenant;
    this.accounts = Map.copyOf(accounts);
    before.putAll(read(OperatorBook.ID, accounts.values()));
  }

  /**
   * @param names of the columns; the tenant's own wallet is {@code tenant}
   * @param expected a cell that is empty is not looked at
   */
  List<String> available(List<String> names, List<String> expected) {
    var found =
        read(
            tenant.id, names.stream().filter(n -> !accounts.containsKey(n)).map(this::id).toList());
    read(OperatorBook.ID, accounts.values())
        .forEach((id, money) -> found.put(id, money.minus(Objects.requireNonNull(before.get(id)))));
    var said = new ArrayList<String>();
    for (int i = 0; i < names.size(); i++) {
      var money = Objects.requireNonNull(found.get(id(names.get(i))));
      said.add(
          expected.get(i).isEmpty() ? "" : money.toString().replace(" " + money.currency(), ""));
    }
    return said;
  }

  private UUID id(String name) {
    var account = accounts.get(name);
    return account == null ? tenant.walletId(name.equals("tenant") ? "" : name) : account;
  }

  private Map<UUID, Money> read(UUID book, Collection<UUID> wallets) {
    var found = new HashMap<UUID, Money>();
    if (!wallets.isEmpty()) {
      tenant
          .transaction
          .read(book, c -> WalletRows.these(c, wallets))
          .forEach(wallet -> found.put(wallet.id(), wallet.available()));
    }
    return found;
  }
}
