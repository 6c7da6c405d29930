package org.meterline.telephony.modem;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * An analogue line behind a voice modem (ITU-T V.253, TIA IS-101), whose one port carries commands
 * or sound. What the line tells of a call are tones: they come as events, in the sound or between
 * lines.
 */
final class VoiceLine implements TelephoneLine, VoiceStream.Side {
  /** Between the first RING and the second, so a line of 25 Hz tells who calls. */
  private static final Duration FOR_THE_CALLER = Duration.ofSeconds(5);

  /** Longer than anybody lets it ring: calls give up before. */
  private static final Duration DIALLING = Duration.ofMinutes(5);

  /** Digits of one command, 100 ms each by default. */
  private static final Duration PRESSING = Duration.ofSeconds(15);

  private static final Duration STALLED = Duration.ofSeconds(5);

  /** What a modem says behind the end of a stream is no answer to what is asked next. */
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  private final Modem modem;
  private final VoiceStart start;
  private final VoiceDigits digits;
  private final StringBuilder toPress = new StringBuilder();
  private boolean pressing;
  private int generation;

  VoiceLine(Modem modem, VoiceStart start, LongSupplier nanos) {
    this.modem = modem;
    this.start = start;
    this.digits = new VoiceDigits(nanos);
  }

  private VoiceStream stream() {
    return modem.stream();
  }

  @Override
  public String mute() {
    return modem.state() == ModemState.UNFIT ? "cannot do what calls need of it" : "";
  }

  @Override
  public boolean ringsOn() {
    return true;
  }

  @Override
  public Duration callerComesWithin() {
    return FOR_THE_CALLER;
  }

  @Override
  public void dial(ModemLeg leg, String number) {
    if (number.startsWith("+")) {
      leg.fail(
          503,
          "An analogue line dials digits only: let the trunk "
              + modem.name()
              + " write called numbers as 00… or as they are dialled at home");
      return;
    }
    begin();
    AtDialogue talk = modem.dialogue();
    talk.ask(
        AtCommand.set("AT+VLS=1"),
        offHook -> {
          if (!offHook.ok() || !leg.isSettingUp()) {
            leg.refused(offHook);
          } else {
            talk.ask(
                AtCommand.call("ATDT" + number).within(DIALLING),
                reply -> {
                  if (reply.ok() && leg.isSettingUp()) {
                    talk(leg);
                  } else {
                    leg.refused(reply);
                  }
                });
          }
        });
  }

  @Override
  public void answer(ModemLeg leg) {
    begin();
    modem
        .dialogue()
        .ask(
            AtCommand.set("AT+VLS=1"),
            reply -> {
              if (reply.ok() && leg.isSettingUp()) {
                talk(leg);
              } else {
                leg.refused(reply);
              }
            });
  }

  private void begin() {
    digits.forget();
    toPress.setLength(0);
    pressing = false;
    generation++;
  }

  /**
   * Sound in both directions; whether a modem can do it, only trying tells. One that refuses may be
   * busy with the line still, and is asked once more.
   */
  private void talk(ModemLeg leg) {
    talk(leg, true);
  }

  private void talk(ModemLeg leg, boolean mayRefuse) {
    modem
        .dialogue()
        .ask(
            AtCommand.set("AT+VTR"),
            reply -> {
              boolean flows =
                  reply.ok() && (reply.text().equals("CONNECT") || reply.text().equals("VCON"));
              if (flows) {
                stream().begin(start.format());
                start.flowed();
              }
              if (flows && leg.isOver()) {
                leave(() -> {});
              } else if (flows) {
                pressing = false;
                leg.up();
                watch(leg, ++generation, stream().octets());
                pressNext(leg);
              } else if (!leg.isOver() && reply.ending() == AtDialogue.Ending.SILENT) {
                leg.fail(408, "The modem did not answer in time");
              } else if (mayRefuse && !leg.isOver()) {
                talkLater(leg);
              } else if (leg.isSettingUp()) {
                leg.fail(503, start.halfDuplex(reply.text()));
              } else {
                leg.gone("NO CARRIER");
              }
            });
  }

  private void talkLater(ModemLeg leg) {
    Runnable _ =
        modem.later(
            LAST_WORDS,
            () -> {
              if (modem.calls().has(leg) && !leg.isOver()) {
                talk(leg, false);
              }
            });
  }

  /** A modem that gives no sound any more is asked whether it is there. */
  private void watch(ModemLeg leg, int mine, long before) {
    Runnable _ =
        modem.later(
            STALLED,
            () -> {
              if (mine == generation && leg.isUp() && stream().flows()) {
                long now = stream().octets();
                if (now == before) {
                  pause(leg);
                } else {
                  watch(leg, mine, now);
                }
              }
            });
  }

  @Override
  public void soundOn(ModemLeg leg) {
    leg.audio().connect(stream().out());
  }

  @Override
  public void soundOff(ModemLeg leg) {}

  @Override
  public void hangUp(ModemLeg leg, Runnable free) {
    generation++;
    toPress.setLength(0);
    if (stream().flows()) {
      leave(() -> onHook(free));
    } else {
      onHook(free);
    }
  }

  @Override
  public void over(ModemLeg leg, Runnable free) {
    hangUp(leg, free);
  }

  private void leave(Runnable then) {
    stream().stop();
    modem
        .dialogue()
        .urgent(
            VoiceStream.leave(),
            _ -> {
              stream().commands();
              then.run();
            });
  }

  /** Some fall back to data when they hang up. */
  private void onHook(Runnable free) {
    AtDialogue talk = modem.dialogue();
    talk.urgent(
        AtCommand.set("AT+VLS=0"),
        _ -> talk.urgent(AtCommand.set("ATH"), _ -> start.voiceAgain(free)));
  }

  /** A line that rings cannot be refused, only answered: it rings until the caller gives up. */
  @Override
  public void refuse(Runnable then) {}

  /** An analogue line says no more than its tones. */
  @Override
  public void why(Consumer<String> report) {
    report.accept("");
  }

  // --- Digits

  @Override
  public void send(char digit) {
    toPress.append(digit);
    ModemLeg leg = modem.calls().leg();
    if (leg != null) {
      pressNext(leg);
    }
  }

  /** There are no commands in the sound: it rests while digits are sent. */
  private void pressNext(ModemLeg leg) {
    if (!pressing && !toPress.isEmpty() && leg.isUp() && stream().flows()) {
      pause(leg);
    }
  }

  private void pause(ModemLeg leg) {
    pressing = true;
    leave(() -> press(leg));
  }

  private void press(ModemLeg leg) {
    if (!leg.isUp()) {
      return;
    }
    if (toPress.isEmpty()) {
      talk(leg);
      return;
    }
    String all =
        toPress
            .chars()
            .mapToObj(digit -> String.valueOf((char) digit))
            .collect(Collectors.joining(","));
    toPress.setLength(0);
    modem.dialogue().ask(AtCommand.set("AT+VTS=" + all).within(PRESSING), _ -> press(leg));
  }

  @Override
  public boolean hears(char digit) {
    return digits.heard(digit);
  }

  @Override
  public String lastWords() {
    return VoiceStream.ESCAPE + "AT+VLS=0\r";
  }

  // --- What the modem tells

  @Override
  public void sound(byte[] samples) {
    modem.calls().sound(samples, samples.length);
  }

  @Override
  public void event(char code) {
    if (digits.told(code)) {
      modem.calls().pressed(String.valueOf(code));
      return;
    }
    switch (code) {
      case 'R' -> modem.rings();
      case 'r' -> {
        ModemLeg leg = modem.calls().leg();
        if (leg != null) {
          leg.rings();
        }
      }
      case 'b', 'K' -> tone(code, "BUSY", true);
      case 'd', 'i' -> tone(code, "NO CARRIER", false);
      case 'l' -> tone(code, "NO CARRIER", false);
      default -> {
        // Silence, underrun, a handset beside us, a fax: nothing that ends a call.
      }
    }
  }

  /** Before the far end has answered, a dial tone is the line's own. */
  private void tone(char code, String stands, boolean always) {
    ModemLeg leg = modem.calls().leg();
    if (leg != null && (leg.isUp() || (always && leg.isDialled()))) {
      modem.calls().said(false, "<DLE>" + code);
      leg.gone(stands);
    }
  }

  @Override
  public void ended() {
    ModemLeg leg = modem.calls().leg();
    if (leg != null) {
      Runnable _ = modem.later(LAST_WORDS, () -> leg.gone("NO CARRIER"));
    }
  }
}
