package org.meterline.billing.payer;

import java.util.UUID;

/**
 * Whose wallet could pay.
 *
 * @param name the payer's, as the record shows it
 */
public record Payer(UUID wallet, String name) {}
