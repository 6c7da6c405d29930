package org.meterline.billing.wallet;

/**
 * What every book of wallets does, wherever it keeps them: the sum of the contracts that this one
 * stands on, one a concept.
 */
abstract class WalletBookContract extends OverflowContract {}
