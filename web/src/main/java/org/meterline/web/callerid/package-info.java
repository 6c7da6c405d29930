/** Numbers that a tenant may show. */
@NullMarked
package org.meterline.web.callerid;

import org.jspecify.annotations.NullMarked;
