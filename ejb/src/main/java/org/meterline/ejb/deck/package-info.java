/** Rate decks as reviewed changes: uploaded, tried on last month's calls, approved, taken back. */
@NullMarked
package org.meterline.ejb.deck;

import org.jspecify.annotations.NullMarked;
