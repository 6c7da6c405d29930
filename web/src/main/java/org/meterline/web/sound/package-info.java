/** Sounds that tenants hand in, over REST. */
@NullMarked
package org.meterline.web.sound;

import org.jspecify.annotations.NullMarked;
