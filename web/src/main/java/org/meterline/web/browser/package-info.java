/** Browsers as phones: SIP over WebSockets, and from which web sites. */
@NullMarked
package org.meterline.web.browser;

import org.jspecify.annotations.NullMarked;
