/**
 * The launcher: a small process that starts, watches and ends external programs, so that the
 * engine's own process never forks. Nothing here uses anything but the JDK.
 */
@NullMarked
package org.meterline.telephony.launcher;

import org.jspecify.annotations.NullMarked;
