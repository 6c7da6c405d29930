package org.meterline.telephony.modem;

/** What a modem leads to. */
public enum ModemKind {
  /** A GSM or LTE module (3GPP TS 27.007): its sound has a port of its own. */
  CELLULAR,
  /** A voice modem on an analogue line (ITU-T V.253): commands and sound share one port. */
  VOICE
}
