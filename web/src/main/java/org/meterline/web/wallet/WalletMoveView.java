package org.meterline.web.wallet;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.StatementLine;
import org.meterline.web.rest.MoneyView;

/**
 * A line of a wallet's statement.
 *
 * @param amount negative when it left the wallet
 */
record WalletMoveView(
    UUID id,
    Instant at,
    String kind,
    String text,
    MoneyView amount,
    MoneyView balanceAfter,
    @Nullable UUID callId,
    UUID transferId) {
  static WalletMoveView of(StatementLine line) {
    return new WalletMoveView(
        line.transfer(),
        line.at(),
        line.kind(),
        line.description(),
        MoneyView.of(line.amount()),
        MoneyView.of(line.balanceAfter()),
        line.call(),
        line.transfer());
  }
}
