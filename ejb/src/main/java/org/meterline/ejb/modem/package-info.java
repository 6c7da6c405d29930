/** The modems that are plugged into this node, for the operator. */
@NullMarked
package org.meterline.ejb.modem;

import org.jspecify.annotations.NullMarked;
