/** What statements have in common, whatever they are about. */
@NullMarked
package org.meterline.ejb.database;

import org.jspecify.annotations.NullMarked;
