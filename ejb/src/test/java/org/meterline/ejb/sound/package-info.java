@NullMarked
package org.meterline.ejb.sound;

import org.jspecify.annotations.NullMarked;
