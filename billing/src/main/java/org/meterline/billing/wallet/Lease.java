package org.meterline.billing.wallet;

/**
 * A node's right to hold money for calls. Each start of a node takes a new epoch; from then on
 * nothing is held or extended under an earlier one.
 */
public record Lease(String node, long epoch) {}
