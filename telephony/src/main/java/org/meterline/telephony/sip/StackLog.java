package org.meterline.telephony.sip;

import gov.nist.core.StackLogger;
import java.util.Properties;

/**
 * Takes the stack's log. Public, with a constructor without arguments, because the stack makes it
 * by name. The stack logs whole messages, secrets included, and calls much an error that is only a
 * peer's bad manners: so all goes to DEBUG but what is fatal.
 */
public final class StackLog implements StackLogger {
  private static final System.Logger LOG = System.getLogger("org.meterline.telephony.sip.stack");

  @Override
  public void logStackTrace() {}

  @Override
  public void logStackTrace(int level) {}

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public void logException(Throwable e) {
    LOG.log(System.Logger.Level.DEBUG, "in the SIP stack", e);
  }

  @Override
  public void logDebug(String message) {}

  @Override
  public void logDebug(String message, Exception e) {}

  @Override
  public void logTrace(String message) {}

  @Override
  public void logFatalError(String message) {
    LOG.log(System.Logger.Level.ERROR, message);
  }

  @Override
  public void logError(String message) {
    LOG.log(System.Logger.Level.DEBUG, message);
  }

  @Override
  public void logError(String message, Exception e) {
    LOG.log(System.Logger.Level.DEBUG, message, e);
  }

  @Override
  public boolean isLoggingEnabled() {
    return true;
  }

  @Override
  public boolean isLoggingEnabled(int level) {
    // Else the stack builds long texts for every message.
    return level <= TRACE_ERROR && LOG.isLoggable(System.Logger.Level.DEBUG);
  }

  @Override
  public void logWarning(String message) {
    LOG.log(System.Logger.Level.DEBUG, message);
  }

  @Override
  public void logInfo(String message) {}

  @Override
  public void disableLogging() {}

  @Override
  public void enableLogging() {}

  @Override
  public void setBuildTimeStamp(String stamp) {}

  @Override
  public void setStackProperties(Properties properties) {}

  @Override
  public String getLoggerName() {
    return "org.meterline.telephony.sip.stack";
  }
}
