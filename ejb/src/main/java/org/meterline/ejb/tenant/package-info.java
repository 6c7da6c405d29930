/** Tenants: who they are in each of the product's languages, and transactions that are theirs. */
@org.jspecify.annotations.NullMarked
package org.meterline.ejb.tenant;
