/** Trunks over REST. */
@NullMarked
package org.meterline.web.trunk;

import org.jspecify.annotations.NullMarked;
