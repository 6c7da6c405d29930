@NullMarked
package org.meterline.web.problem;

import org.jspecify.annotations.NullMarked;
