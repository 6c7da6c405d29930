package org.meterline.telephony.modem;

import java.time.Duration;
import java.util.function.Consumer;

/** What a kind of modem does each in its own way with a call. On the modem's thread. */
interface TelephoneLine {
  /** Why it has no sound for calls, or nothing. */
  String mute();

  /** Whether it goes on ringing when a call is rejected. */
  boolean ringsOn();

  /** How long after the first RING who calls may be told. */
  Duration callerComesWithin();

  /** Dials; the leg is told what comes of it. */
  void dial(ModemLeg leg, String number);

  /** Answers; the leg is told what comes of it. */
  void answer(ModemLeg leg);

  /** The call is up. */
  void soundOn(ModemLeg leg);

  /** The call is over, whatever the line is. */
  void soundOff(ModemLeg leg);

  /** We end the call; {@code free} once another one can be had. */
  void hangUp(ModemLeg leg, Runnable free);

  /** The far end or the network has ended the call; {@code free} once another one can be had. */
  void over(ModemLeg leg, Runnable free);

  /** Asks why a call did not come about. */
  void why(Consumer<String> report);

  /** Refuses a call that rings; {@code then} once that is done. */
  void refuse(Runnable then);

  /** Sends a digit to the far end of the call that is up. */
  void send(char digit);

  /** Whether a digit that is heard in the sound counts: the modem may tell of it, too. */
  boolean hears(char digit);

  /** What ends a call when nobody is left to hear an answer. */
  String lastWords();
}
