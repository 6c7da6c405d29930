@NullMarked
package org.meterline.telephony.server;

import org.jspecify.annotations.NullMarked;
