/** The tenants' recordings: whose they are, who hears them, and how long they are kept. */
@NullMarked
package org.meterline.ejb.recording;

import org.jspecify.annotations.NullMarked;
