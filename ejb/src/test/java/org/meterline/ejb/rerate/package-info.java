@NullMarked
package org.meterline.ejb.rerate;

import org.jspecify.annotations.NullMarked;
