/** Dialled names: what they mean and how they are spelled. */
@NullMarked
package org.meterline.ejb.number;

import org.jspecify.annotations.NullMarked;
