package org.meterline.telephony;

/** The process that runs tests: several do, side by side, and none may take what is another's. */
public final class Fork {
  /** From 1 on; 1 also where nobody numbers them. */
  public static final int NUMBER = Integer.parseInt(System.getProperty("forkNumber", "1"));

  private Fork() {}
}
