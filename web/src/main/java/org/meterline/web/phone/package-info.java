/** Phones over REST. */
@NullMarked
package org.meterline.web.phone;

import org.jspecify.annotations.NullMarked;
