/** Tests of re-ratings over REST. */
@NullMarked
package org.meterline.web.rerate;

import org.jspecify.annotations.NullMarked;
