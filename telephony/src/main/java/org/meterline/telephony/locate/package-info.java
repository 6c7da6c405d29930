/**
 * Where a SIP server is (RFC 3263): names are looked up in DNS by NAPTR, SRV, A and AAAA, kept for
 * as long as DNS allows, and longer while it does not answer. The questions are asked here and not
 * by a library, for those at hand put themselves in the place of the Java runtime's own look-up.
 */
@NullMarked
package org.meterline.telephony.locate;

import org.jspecify.annotations.NullMarked;
