package org.meterline.billing.wallet;

import java.time.Instant;
import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * The end of a leg's hold: the cost is posted, the rest is voided.
 *
 * @param transfer the id of what is posted: it is the idempotency key
 * @param cost of the whole leg
 * @param seconds the leg's whole length, started seconds counted whole
 * @param at when the leg ended
 * @param description for the books; no personal data
 * @param trace JSON array that explains the charge
 */
public record Settlement(
    UUID tenant,
    UUID leg,
    UUID transfer,
    Money cost,
    long seconds,
    Instant at,
    String description,
    String trace) {}
