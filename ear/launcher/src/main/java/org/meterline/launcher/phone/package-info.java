/**
 * A simulated phone and a simulated carrier: SIP (RFC 3261) and RTP (RFC 3550) on plain sockets,
 * sharing no code with the telephony engine, so that each checks the other.
 */
@NullMarked
package org.meterline.launcher.phone;

import org.jspecify.annotations.NullMarked;
