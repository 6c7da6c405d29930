/** What is said in words: numbers, dates and money by their grammar, text by a voice. */
@NullMarked
package org.meterline.telephony.speech;

import org.jspecify.annotations.NullMarked;
