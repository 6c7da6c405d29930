/**
 * Charging a period's calls anew by a corrected deck: rehearsed, approved by a second person,
 * posted.
 */
@NullMarked
package org.meterline.billing.rerate;

import org.jspecify.annotations.NullMarked;
