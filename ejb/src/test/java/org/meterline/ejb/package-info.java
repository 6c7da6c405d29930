/** What holds for the whole module. */
@NullMarked
package org.meterline.ejb;

import org.jspecify.annotations.NullMarked;
