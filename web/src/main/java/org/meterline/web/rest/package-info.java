/** The REST application: what all resources share. */
@NullMarked
package org.meterline.web.rest;

import org.jspecify.annotations.NullMarked;
