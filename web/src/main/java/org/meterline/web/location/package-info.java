/** Where phones stand. */
@NullMarked
package org.meterline.web.location;

import org.jspecify.annotations.NullMarked;
