package org.meterline.ejb.callerid;

import java.time.Duration;
import java.util.Optional;

/**
 * @param lasts how long a verified number is good; empty: for good
 * @param ofNumber codes a day that one number is sent, whoever asks for them
 * @param ofTenant codes a day that one tenant may have sent
 * @param sms whether modems send them, too
 */
public record CallerIdTerms(Optional<Duration> lasts, int ofNumber, int ofTenant, boolean sms) {}
