@NullMarked
package org.meterline.billing;

import org.jspecify.annotations.NullMarked;
