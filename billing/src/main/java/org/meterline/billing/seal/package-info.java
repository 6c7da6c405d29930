/**
 * A hash chain per book, built beside posting; its head is signed and goes out daily, so that a
 * book that was changed behind Meterline's back is found out.
 */
@NullMarked
package org.meterline.billing.seal;

import org.jspecify.annotations.NullMarked;
