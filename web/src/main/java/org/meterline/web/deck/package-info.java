/** Rate decks over REST: upload, dry run, approval, rollback. */
@NullMarked
package org.meterline.web.deck;

import org.jspecify.annotations.NullMarked;
