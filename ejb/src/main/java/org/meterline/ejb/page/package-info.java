/** Lists in pieces. */
@NullMarked
package org.meterline.ejb.page;

import org.jspecify.annotations.NullMarked;
