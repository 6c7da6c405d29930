package org.meterline.billing.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * One line of a wallet's statement.
 *
 * @param entry its place: later lines have greater numbers
 * @param amount negative when it left the wallet
 */
public record StatementLine(
    long entry,
    UUID transfer,
    Instant at,
    String kind,
    String description,
    @Nullable UUID call,
    Money amount,
    Money balanceAfter) {}
