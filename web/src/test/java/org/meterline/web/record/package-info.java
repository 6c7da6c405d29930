/** Tests of calls over REST. */
@NullMarked
package org.meterline.web.record;

import org.jspecify.annotations.NullMarked;
