/** Modems over REST. */
@NullMarked
package org.meterline.web.modem;

import org.jspecify.annotations.NullMarked;
