package org.meterline.telephony.modem;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What makers do each in their own way: how a call's sound is had from the second port, and how
 * digits that the far end presses are told.
 */
enum Maker {
  SIMCOM("SIMCOM", "AT+DDET=1", "AT+CPCMREG=1", "AT+CPCMREG=0", true),
  QUECTEL("QUECTEL", "AT+QPCMV=1,0", null, null, false),
  HUAWEI("HUAWEI", null, "AT^DDSETEX=2", null, false),
  OTHER("", null, null, null, false);

  private final String name;

  /** Said at the start, when a call is up, and when it is over; null: nothing. */
  final @Nullable String atStart;

  final @Nullable String whenUp;
  final @Nullable String whenOver;

  /** Whether it says which digits the far end presses; if not, they are heard in its sound. */
  final boolean tellsDigits;

  Maker(
      String name,
      @Nullable String atStart,
      @Nullable String whenUp,
      @Nullable String whenOver,
      boolean tellsDigits) {
    this.name = name;
    this.atStart = atStart;
    this.whenUp = whenUp;
    this.whenOver = whenOver;
    this.tellsDigits = tellsDigits;
  }

  /** Whose a modem is, by what it says of itself. */
  static Maker of(String says) {
    for (Maker maker : values()) {
      if (says.toUpperCase(Locale.ROOT).contains(maker.name)) {
        return maker;
      }
    }
    return OTHER;
  }
}
