/** Tenants, their members, and the tenant that a transaction works for. */
@NullMarked
package org.meterline.ejb.tenant;

import org.jspecify.annotations.NullMarked;
