@NullMarked
package org.meterline.ejb.recording;

import org.jspecify.annotations.NullMarked;
