/** What files of tenants have in common, whatever is in them. */
@NullMarked
package org.meterline.ejb.file;

import org.jspecify.annotations.NullMarked;
