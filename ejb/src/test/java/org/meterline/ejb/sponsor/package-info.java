@NullMarked
package org.meterline.ejb.sponsor;

import org.jspecify.annotations.NullMarked;
