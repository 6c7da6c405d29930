/** PostgreSQL for tests: a real one, with the product's roles and schema. */
@NullMarked
package org.meterline.ejb.database;

import org.jspecify.annotations.NullMarked;
