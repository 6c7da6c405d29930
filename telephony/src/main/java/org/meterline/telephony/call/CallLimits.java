package org.meterline.telephony.call;

/**
 * How many calls a node takes; an emergency call is taken always.
 *
 * @param calls so many at once
 * @param callsPerSecond so many new ones within a second
 * @param tenantCalls so many at once of one tenant
 * @param tenantCallsPerSecond so many new ones of one tenant within a second
 */
public record CallLimits(int calls, int callsPerSecond, int tenantCalls, int tenantCallsPerSecond) {
  public CallLimits {
    if (calls < 1 || callsPerSecond < 1 || tenantCalls < 1 || tenantCallsPerSecond < 1) {
      throw new IllegalArgumentException("limits of calls must be 1 or more");
    }
  }

  /** For tests and small set-ups. */
  public static CallLimits of(int calls) {
    return new CallLimits(calls, 1_000_000, calls, 1_000_000);
  }
}
