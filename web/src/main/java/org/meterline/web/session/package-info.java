/** Who is signed in. */
@NullMarked
package org.meterline.web.session;

import org.jspecify.annotations.NullMarked;
