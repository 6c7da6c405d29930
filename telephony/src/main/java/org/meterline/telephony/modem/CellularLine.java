package org.meterline.telephony.modem;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A module's calls, as 3GPP TS 27.007 has them; their sound has a port of its own. */
final class CellularLine implements TelephoneLine {
  private static final Duration WATCH_SETTING_UP = Duration.ofMillis(500);
  private static final Duration WATCH_UP = Duration.ofSeconds(2);
  private static final Duration FOR_THE_CALLER = Duration.ofSeconds(2);

  private final Modem modem;
  private int watching;

  /** The last line of a list that could not be read: it is told of once. */
  private String unread = "";

  CellularLine(Modem modem) {
    this.modem = modem;
  }

  @Override
  public String mute() {
    return modem.audioPort() == null ? "has no port for sound" : "";
  }

  @Override
  public boolean ringsOn() {
    return false;
  }

  @Override
  public Duration callerComesWithin() {
    return FOR_THE_CALLER;
  }

  @Override
  public void dial(ModemLeg leg, String number) {
    begin(leg, "ATD" + number + ";", () -> {});
  }

  /**
   * The module told of the call before it answered the command: that may have failed, or nothing
   * have come, and the call goes on until the module says that it is over or lists it no more.
   */
  private void wasUpBefore(ModemLeg leg, AtDialogue.Reply reply) {
    if (reply.endsCall()) {
      leg.gone(reply.text());
    } else {
      watch(leg, ++watching);
    }
  }

  @Override
  public void answer(ModemLeg leg) {
    begin(leg, "ATA", leg::up);
  }

  /**
   * @param taken what the module's OK means for the leg
   */
  private void begin(ModemLeg leg, String command, Runnable taken) {
    modem
        .dialogue()
        .ask(
            AtCommand.call(command),
            reply -> {
              if (leg.isUp()) {
                wasUpBefore(leg, reply);
              } else if (reply.ok() && leg.isSettingUp()) {
                taken.run();
                watch(leg, ++watching);
              } else {
                leg.refused(reply);
              }
            });
  }

  /** Asks now and then how the call is: not every modem says so by itself. */
  private void watch(ModemLeg leg, int mine) {
    if (!modem.calls().has(leg) || mine != watching) {
      return;
    }
    modem
        .dialogue()
        .ask(
            AtCommand.list("AT+CLCC", "+CLCC"),
            reply -> {
              if (!modem.calls().has(leg) || mine != watching) {
                return;
              }
              find(leg, reply);
              Duration next = leg.isUp() ? WATCH_UP : WATCH_SETTING_UP;
              Runnable _ = modem.later(next, () -> watch(leg, mine));
            });
  }

  /** Of all that is listed, the one that is ours counts. */
  private void find(ModemLeg leg, AtDialogue.Reply reply) {
    boolean all = true;
    for (AtLine line : reply.lines()) {
      ListedCall call = line instanceof AtLine.Info info ? read(info) : null;
      if (call == null) {
        all = false;
      } else if (leg.is(call)) {
        leg.listed(call.status());
        return;
      }
    }
    if (reply.ok()) {
      leg.unlisted(all);
    }
  }

  /** The module lists a call by itself. */
  void listed(AtLine.Info line) {
    ModemLeg leg = modem.calls().leg();
    ListedCall call = read(line);
    if (leg != null && call != null && leg.is(call)) {
      leg.listed(call.status());
    }
  }

  private @Nullable ListedCall read(AtLine.Info line) {
    ListedCall call = ListedCall.of(line);
    if (call == null && !line.text().equals(unread)) {
      unread = line.text();
      modem.erred("it lists a call that cannot be read: " + unread);
    }
    return call;
  }

  @Override
  public void soundOn(ModemLeg leg) {
    SerialPorts.Port to = modem.audioPort();
    String command = modem.maker().whenUp;
    if (command != null) {
      modem.dialogue().ask(AtCommand.set(command), _ -> {});
    }
    if (to != null) {
      leg.audio().connect(to);
    }
  }

  @Override
  public void soundOff(ModemLeg leg) {
    String command = modem.maker().whenOver;
    if (command != null && modem.calls().has(leg)) {
      modem.dialogue().ask(AtCommand.set(command), _ -> {});
    }
  }

  @Override
  public void hangUp(ModemLeg leg, Runnable free) {
    modem
        .dialogue()
        .urgent(
            AtCommand.set("AT+CHUP"),
            reply -> {
              if (reply.ending() == AtDialogue.Ending.REFUSED) {
                modem.dialogue().urgent(AtCommand.set("ATH"), _ -> free.run());
              } else {
                free.run();
              }
            });
  }

  @Override
  public void over(ModemLeg leg, Runnable free) {
    free.run();
  }

  @Override
  public void why(Consumer<String> report) {
    modem
        .dialogue()
        .ask(
            AtCommand.list("AT+CEER", "+CEER"),
            reply -> {
              AtLine.Info said = reply.info("+CEER");
              report.accept(said == null ? "" : said.rest());
            });
  }

  @Override
  public void refuse(Runnable then) {
    modem.dialogue().urgent(AtCommand.set("AT+CHUP"), _ -> then.run());
  }

  /** 27.007, section C.11. */
  @Override
  public void send(char digit) {
    modem.dialogue().ask(AtCommand.set("AT+VTS=" + digit), _ -> {});
  }

  @Override
  public boolean hears(char digit) {
    return !modem.maker().tellsDigits;
  }

  @Override
  public String lastWords() {
    return "AT+CHUP\r";
  }
}
