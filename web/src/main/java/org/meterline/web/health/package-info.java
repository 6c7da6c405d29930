/** Whether this node is ready. */
@NullMarked
package org.meterline.web.health;

import org.jspecify.annotations.NullMarked;
