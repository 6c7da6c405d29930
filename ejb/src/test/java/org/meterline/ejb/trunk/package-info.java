@NullMarked
package org.meterline.ejb.trunk;

import org.jspecify.annotations.NullMarked;
