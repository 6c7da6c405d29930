/** Where phones stand: whose emergency numbers they dial, and where help has to go. */
@NullMarked
package org.meterline.ejb.location;

import org.jspecify.annotations.NullMarked;
