/** Sponsors and the rule of who pays, over REST. */
@NullMarked
package org.meterline.web.sponsor;

import org.jspecify.annotations.NullMarked;
