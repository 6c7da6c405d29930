package org.meterline.telephony.modem;

import java.util.EnumSet;
import java.util.Set;

/** Where a modem is. */
public enum ModemState {
  UNPLUGGED("Its port is not there, or cannot be opened."),
  STARTING("Its port is open; it is asked what it is."),
  SILENT("It answers nothing, or began anew; its port is opened anew."),
  NO_SIM("It has no SIM, or one that is locked or broken."),
  UNFIT("It cannot do what calls need of it."),
  PIN_NEEDED("Its SIM wants a PIN, and there is none or a wrong one in the settings."),
  SEARCHING("It looks for a network, or none takes it."),
  READY("It has a network or a line, and takes calls; a module takes messages, too.");

  private final String sentence;

  ModemState(String sentence) {
    this.sentence = sentence;
  }

  /** What it means, for people. */
  public String sentence() {
    return sentence;
  }

  /** Where it may go from here. Whatever it does, it can be unplugged. */
  public Set<ModemState> next() {
    return switch (this) {
      case UNPLUGGED -> EnumSet.of(STARTING);
      case STARTING -> EnumSet.of(UNPLUGGED, SILENT, NO_SIM, UNFIT, PIN_NEEDED, SEARCHING, READY);
      case SILENT -> EnumSet.of(UNPLUGGED, STARTING);
      case PIN_NEEDED -> EnumSet.of(UNPLUGGED, SILENT, STARTING, NO_SIM);
      case NO_SIM, UNFIT -> EnumSet.of(UNPLUGGED, SILENT, STARTING);
      case SEARCHING -> EnumSet.of(UNPLUGGED, SILENT, NO_SIM, READY);
      case READY -> EnumSet.of(UNPLUGGED, SILENT, NO_SIM, UNFIT, SEARCHING);
    };
  }
}
