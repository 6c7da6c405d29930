@org.jspecify.annotations.NullMarked
package org.meterline.telephony.recording;
