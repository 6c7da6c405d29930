/** Errors as problem+json (RFC 9457). */
@NullMarked
package org.meterline.web.problem;

import org.jspecify.annotations.NullMarked;
