/** Doing things with live calls. */
@NullMarked
package org.meterline.web.control;

import org.jspecify.annotations.NullMarked;
