/**
 * What {@code ./meterline} starts: PostgreSQL, Keycloak, WildFly with the EAR and the far end of
 * the demo trunk, on one machine.
 */
@NullMarked
package org.meterline.launcher;

import org.jspecify.annotations.NullMarked;
