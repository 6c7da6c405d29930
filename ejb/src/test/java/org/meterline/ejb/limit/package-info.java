@NullMarked
package org.meterline.ejb.limit;

import org.jspecify.annotations.NullMarked;
