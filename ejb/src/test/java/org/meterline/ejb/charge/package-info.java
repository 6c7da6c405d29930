@NullMarked
package org.meterline.ejb.charge;

import org.jspecify.annotations.NullMarked;
