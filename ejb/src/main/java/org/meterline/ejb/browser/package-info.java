/** Browsers as phones of a tenant. */
@NullMarked
package org.meterline.ejb.browser;

import org.jspecify.annotations.NullMarked;
