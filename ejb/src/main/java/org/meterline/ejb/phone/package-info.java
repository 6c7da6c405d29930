/** The SIP accounts of a tenant. */
@NullMarked
package org.meterline.ejb.phone;

import org.jspecify.annotations.NullMarked;
