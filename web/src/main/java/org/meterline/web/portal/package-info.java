/** The portal's pages, and leaving it. */
@NullMarked
package org.meterline.web.portal;

import org.jspecify.annotations.NullMarked;
