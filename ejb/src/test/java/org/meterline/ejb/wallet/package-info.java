@NullMarked
package org.meterline.ejb.wallet;

import org.jspecify.annotations.NullMarked;
