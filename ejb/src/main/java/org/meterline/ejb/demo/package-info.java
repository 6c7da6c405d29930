/** Two tenants to try Meterline with. */
@NullMarked
package org.meterline.ejb.demo;

import org.jspecify.annotations.NullMarked;
