/** Limits of calls and approved destinations over REST. */
@NullMarked
package org.meterline.web.limit;

import org.jspecify.annotations.NullMarked;
