/** Refusals of requests: a stable name, a reason, whether a retry helps. */
@NullMarked
package org.meterline.ejb.refusal;

import org.jspecify.annotations.NullMarked;
