package org.meterline.ejb.ledger;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Reconciliation;

/**
 * A difference with what it is about, as far as the book knows it.
 *
 * @param amounts null where it tells no money, or nobody knows in which currency
 * @param call whose leg, charge or hold it is
 * @param wallet null where several are concerned
 * @param first the first day whose last check named it, and {@code last} the last one
 */
public record Finding(
    Reconciliation.Difference difference,
    @Nullable DifferenceAmounts amounts,
    @Nullable UUID call,
    @Nullable UUID charge,
    @Nullable UUID transfer,
    @Nullable UUID wallet,
    @Nullable LocalDate first,
    @Nullable LocalDate last) {}
