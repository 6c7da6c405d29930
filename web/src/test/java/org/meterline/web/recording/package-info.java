@NullMarked
package org.meterline.web.recording;

import org.jspecify.annotations.NullMarked;
