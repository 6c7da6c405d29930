@NullMarked
package org.meterline.ejb.callerid;

import org.jspecify.annotations.NullMarked;
