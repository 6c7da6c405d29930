/** Calls that are asked for. */
@NullMarked
package org.meterline.ejb.control;

import org.jspecify.annotations.NullMarked;
