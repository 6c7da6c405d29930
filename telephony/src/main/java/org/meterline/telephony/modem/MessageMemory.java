package org.meterline.telephony.modem;

/**
 * Where a module puts the messages that come to it, as it says.
 *
 * @param name {@code SM} for the SIM, {@code ME} for the module itself, or a maker's own
 */
public record MessageMemory(String name, int used, int total) {
  /** Nothing more goes in: the network keeps what comes, for some days. */
  public boolean full() {
    return total > 0 && used >= total;
  }
}
