/** Numbers over REST. */
@NullMarked
package org.meterline.web.number;

import org.jspecify.annotations.NullMarked;
