/** Benchmarks of a whole Meterline, each figure beside its target; {@code ./meterline bench}. */
@NullMarked
package org.meterline.bench;

import org.jspecify.annotations.NullMarked;
