@NullMarked
package org.meterline.web.event;

import org.jspecify.annotations.NullMarked;
