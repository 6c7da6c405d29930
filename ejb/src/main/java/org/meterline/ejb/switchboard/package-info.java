/** Wires and starts the engine; what Meterline is set to. */
@NullMarked
package org.meterline.ejb.switchboard;

import org.jspecify.annotations.NullMarked;
