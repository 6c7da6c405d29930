/** Programs over REST. */
@NullMarked
package org.meterline.web.program;

import org.jspecify.annotations.NullMarked;
