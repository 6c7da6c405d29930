package org.meterline.billing.wallet;

import java.time.Instant;
import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * Money to be set aside before a leg is set up.
 *
 * @param leg minted once; asking again with it gets the first answer
 * @param deck the deck's version and {@code line} the line in it that prices the leg
 * @param seconds how long a leg the amount pays for
 * @param last it is less than a whole chunk: all that the wallet buys
 * @param priceStart when the leg's price was agreed: its cost is counted from there
 */
public record HoldRequest(
    UUID tenant,
    UUID leg,
    UUID call,
    UUID wallet,
    UUID deck,
    int line,
    Money amount,
    long seconds,
    boolean last,
    Instant priceStart) {}
