package org.meterline.telephony.modem;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;

/**
 * A call that comes to a modem: RING, and who calls in a line of its own (27.007, section 7.6) that
 * may come a little later, or never. On the modem's thread.
 */
final class ModemRinging {
  /** Networks ring every three to six seconds. */
  private static final Duration SILENT = Duration.ofSeconds(12);

  /** A number is followed by a name, and both may come before the first RING. */
  private static final Duration FOR_THE_NAME = Duration.ofMillis(500);

  private static final Duration EARLY = Duration.ofSeconds(8);

  private static final Domain HERE = new Domain("modem.invalid");

  private final Modem modem;
  private final Signalling.Incoming incoming;
  private boolean rings;
  private boolean told;
  private int generation;
  private int ringNumber;
  private @Nullable String caller;
  private @Nullable String name;

  ModemRinging(Modem modem, Signalling.Incoming incoming) {
    this.modem = modem;
    this.incoming = incoming;
  }

  void ring() {
    if (modem.calls().leg() != null && !rings) {
      return; // the last one is not put away yet; it rings again
    }
    if (!rings) {
      rings = true;
      told = false;
      int mine = ++generation;
      Runnable _ =
          modem.later(
              caller == null ? modem.line().callerComesWithin() : FOR_THE_NAME,
              () -> {
                if (rings && !told && mine == generation) {
                  introduce(caller == null ? "" : caller, caller == null || caller.isEmpty());
                }
              });
    }
    int mine = ++ringNumber;
    Runnable _ =
        modem.later(
            SILENT,
            () -> {
              if (rings && mine == ringNumber) {
                quiet();
              }
            });
  }

  boolean rings() {
    return rings;
  }

  /** Who calls an analogue line: a number, P if it is withheld, or O if nobody knows it. */
  void told(String what, String value) {
    if (what.equals("NAME")) {
      name = value.length() > 1 ? value : null;
    } else if (what.equals("NMBR") && !told) {
      String number = value.replaceAll("[^0-9+*#]", "");
      caller = number;
      int mine = generation;
      if (rings) {
        Runnable _ =
            modem.later(
                FOR_THE_NAME,
                () -> {
                  if (rings && !told && mine == generation) {
                    introduce(number, number.isEmpty());
                  }
                });
      } else {
        Runnable _ =
            modem.later(
                EARLY,
                () -> {
                  if (!rings && mine == generation) {
                    forget();
                  }
                });
      }
    }
  }

  /** Who calls: number, its kind, and in the sixth place whether it is withheld. */
  void caller(AtLine.Info line) {
    if (rings && !told) {
      String number = line.parts().getFirst();
      introduce(number, number.isEmpty() || line.number(5) == 1);
    }
  }

  private void introduce(String number, boolean withheld) {
    told = true;
    Origin from = new Origin.Carrier(modem.name());
    String dialled = modem.settings().number();
    Optional<String> full = incoming.full(from, HERE, dialled);
    ModemLeg leg;
    try {
      leg = modem.calls().make(LegId.mint(), true, number, event -> {});
    } catch (IOException e) {
      refuse("there is no port for its sound: " + e.getMessage());
      return;
    }
    if (full.isPresent() || !modem.calls().takes(leg)) {
      leg.audio().close();
      refuse(full.orElse("it " + modem.line().mute()));
      return;
    }
    String text = "RING\r\n+CLIP: " + (number.isEmpty() ? "withheld" : number) + "\r\n";
    leg.listen(
        incoming.invited(
            new Signalling.Arrival(
                leg,
                from,
                HERE,
                new Signalling.Introduction(
                    dialled,
                    number.isEmpty() ? "anonymous" : number,
                    withheld ? null : name,
                    withheld,
                    null),
                leg.audio().offer(),
                List.of(new Event.Message(false, "RING", text)))));
  }

  private void refuse(String why) {
    modem.erred("a call was refused: " + why);
    modem.line().refuse(this::forget);
  }

  private void quiet() {
    ModemLeg leg = modem.calls().leg();
    forget();
    if (leg != null && leg.isSettingUp() && !leg.isDialled()) {
      leg.gone("NO CARRIER");
    }
  }

  /** The call was answered or is over: the next RING is another's. */
  void forget() {
    rings = false;
    told = false;
    caller = null;
    name = null;
  }
}
