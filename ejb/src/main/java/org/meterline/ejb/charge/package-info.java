/**
 * Charging a call: who pays and for how long, settlement from the journal, recovery. Joins the
 * engine's ports to the books.
 */
@NullMarked
package org.meterline.ejb.charge;

import org.jspecify.annotations.NullMarked;
