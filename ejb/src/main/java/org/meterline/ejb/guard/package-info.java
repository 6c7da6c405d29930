/** The operator keeps the internet in bounds: bans, the allowed, and what is counted. */
@NullMarked
package org.meterline.ejb.guard;

import org.jspecify.annotations.NullMarked;
