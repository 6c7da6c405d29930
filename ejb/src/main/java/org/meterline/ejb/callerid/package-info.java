/** Numbers elsewhere that a tenant may show: it has answered there, or the operator vouches. */
@NullMarked
package org.meterline.ejb.callerid;

import org.jspecify.annotations.NullMarked;
