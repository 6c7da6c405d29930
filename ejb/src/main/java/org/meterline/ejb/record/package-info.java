/** The record of calls, and the calls that are live. */
@NullMarked
package org.meterline.ejb.record;

import org.jspecify.annotations.NullMarked;
