/** A tenant's external programs: versions, files, runs. */
@NullMarked
package org.meterline.ejb.program;

import org.jspecify.annotations.NullMarked;
