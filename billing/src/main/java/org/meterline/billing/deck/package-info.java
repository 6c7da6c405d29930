/** Decks as reviewed changes: read from files, looked at, approved, taken back. */
@NullMarked
package org.meterline.billing.deck;

import org.jspecify.annotations.NullMarked;
