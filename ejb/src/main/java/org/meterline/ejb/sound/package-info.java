/** Sounds that tenants hand in: kept in the database, played by every node. */
@NullMarked
package org.meterline.ejb.sound;

import org.jspecify.annotations.NullMarked;
