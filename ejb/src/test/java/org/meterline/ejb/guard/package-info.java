@NullMarked
package org.meterline.ejb.guard;

import org.jspecify.annotations.NullMarked;
