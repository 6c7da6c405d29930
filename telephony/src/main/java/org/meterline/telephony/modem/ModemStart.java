package org.meterline.telephony.modem;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a modem is made ready, and asked now and then how it is: its SIM, its network, its signal. On
 * the modem's thread.
 */
final class ModemStart {
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int NO_SIGNAL = 99;
  private static final int VOICE_CLASS = 8;
  private static final int MOST_ASKED = 3;
  private static final Pattern CLASS = Pattern.compile("(\\d{1,3})(?:\\s*-\\s*(\\d{1,3}))?");

  private final Modem modem;
  private final ModemMessages messages;
  private final VoiceStart voice;
  private Maker maker = Maker.OTHER;
  private int generation;

  /** A wrong PIN is never tried twice: the third one would lock the SIM. */
  private boolean pinRefused;

  private boolean set;

  ModemStart(Modem modem, ModemMessages messages, VoiceStart voice) {
    this.modem = modem;
    this.voice = voice;
    this.messages = messages;
  }

  Maker maker() {
    return maker;
  }

  /** Whether it was told what it is to do. */
  boolean hasSet() {
    return set;
  }

  /** The port was opened. What it leads to was set, or it is asked. */
  void begin() {
    generation++;
    set = false;
    modem.dialogue().ask(AtCommand.set("ATE0"), _ -> {});
    ModemKind kind = modem.settings().kind();
    if (kind == null && modem.audioPort() == null) {
      askKind(MOST_ASKED);
    } else {
      is(kind == null ? ModemKind.CELLULAR : kind);
    }
  }

  private void is(ModemKind kind) {
    modem.is(kind);
    if (kind == ModemKind.VOICE) {
      voice.begin();
    } else {
      beginModule();
    }
  }

  /** V.253: 8 is voice. Some modules list it, too; they say that they are for GSM. */
  private void askKind(int left) {
    AtDialogue talk = modem.dialogue();
    talk.ask(
        AtCommand.list("AT+FCLASS=?", "+FCLASS").withTexts(),
        classes -> {
          if (classes.ending() == AtDialogue.Ending.SILENT && left > 1) {
            askKind(left - 1);
          } else if (classes.ok() && classes.lines().isEmpty() && left > 1) {
            // An answer to what another process asked: nobody waits while ours come.
            after(AGAIN, () -> askKind(left - 1));
          } else if (classes.lines().stream().anyMatch(line -> hasVoice(line.text()))) {
            talk.ask(
                AtCommand.list("AT+GCAP", "+GCAP").withTexts(),
                abilities -> {
                  boolean module =
                      abilities.lines().stream().anyMatch(line -> line.text().contains("+CGSM"));
                  is(module ? ModemKind.CELLULAR : ModemKind.VOICE);
                });
          } else {
            is(ModemKind.CELLULAR);
          }
        });
  }

  private static boolean hasVoice(String classes) {
    for (Matcher each = CLASS.matcher(classes); each.find(); ) {
      int first = Integer.parseInt(each.group(1));
      int last = each.group(2) == null ? first : Integer.parseInt(each.group(2));
      if (first <= VOICE_CLASS && VOICE_CLASS <= last) {
        return true;
      }
    }
    return false;
  }

  /** What a dead process left is hung up first. */
  private void beginModule() {
    AtDialogue talk = modem.dialogue();
    talk.ask(AtCommand.set("AT+CMEE=1"), _ -> {});
    talk.ask(AtCommand.set("AT+CHUP"), _ -> {});
    talk.ask(
        AtCommand.name("AT+CGMI"),
        by ->
            talk.ask(
                AtCommand.name("AT+CGMM"),
                model -> {
                  String says = (by.plain() + " " + model.plain()).strip();
                  maker = Maker.of(says);
                  modem.knows(says, null, null);
                  askSim();
                }));
  }

  /** What was planned is for a port that is gone. */
  void forget() {
    generation++;
    voice.forget();
  }

  private void after(Duration delay, Runnable action) {
    int mine = generation;
    Runnable _ =
        modem.later(
            delay,
            () -> {
              if (mine == generation) {
                action.run();
              }
            });
  }

  private void askSim() {
    int mine = generation;
    modem
        .dialogue()
        .ask(
            AtCommand.ask("AT+CPIN?", "+CPIN"),
            reply -> {
              AtLine.Info sim = reply.info("+CPIN");
              if (sim != null) {
                simSays(sim.rest());
              } else if (reply.ending() == AtDialogue.Ending.REFUSED) {
                refused(reply.text());
              } else if (mine == generation) { // its answer did not come, or not whole
                after(AGAIN, this::askSim);
              }
            });
  }

  /** 27.007, section 9.2: 10 no SIM, 11 a PIN is needed, 12 a PUK, 14 it is busy. */
  private void refused(String text) {
    switch (text.replaceAll("\\D+", "")) {
      case "14" -> after(AGAIN, this::askSim);
      case "11" -> simSays("SIM PIN");
      default -> {
        modem.erred(text);
        noSim("asked for its SIM it says " + text);
      }
    }
  }

  /** What was planned was for a SIM that is gone. */
  private void noSim(String why) {
    generation++;
    set = false;
    modem.enter(ModemState.NO_SIM, why);
    after(EVERY, this::restart);
  }

  private void restart() {
    modem.enter(ModemState.STARTING, "its SIM is asked for again");
    askSim();
  }

  /** It says by itself that its SIM can be used now: another one, or somebody unlocked it. */
  void simReady() {
    if (modem.state() == ModemState.NO_SIM || modem.state() == ModemState.PIN_NEEDED) {
      generation++;
      restart();
    }
  }

  /** 27.007, section 8.3. */
  void simSays(String what) {
    String pin = modem.settings().pin();
    switch (what) {
      case "READY" -> {
        pinRefused = false;
        prepare();
      }
      case "SIM PIN" -> {
        if (pin == null || pinRefused) {
          modem.enter(
              ModemState.PIN_NEEDED,
              pin == null ? "no PIN is set" : "the PIN that is set was refused");
        } else {
          int mine = generation;
          modem
              .dialogue()
              .ask(AtCommand.secret("AT+CPIN=" + pin, "AT+CPIN=…"), reply -> unlocked(mine, reply));
        }
      }
      default -> noSim("its SIM says " + what);
    }
  }

  /** One that is not answered may have been refused: the SIM tells whether it is open. */
  private void unlocked(int mine, AtDialogue.Reply reply) {
    pinRefused = !reply.ok();
    if (reply.ending() != AtDialogue.Ending.REFUSED) {
      if (mine == generation) {
        after(AGAIN, this::askSim);
      }
    } else {
      modem.erred("the PIN was refused: " + reply.text());
      if (mine == generation) { // else its SIM is gone
        modem.enter(ModemState.PIN_NEEDED, "the PIN that is set was refused");
      }
    }
  }

  private void prepare() {
    if (set) {
      return;
    }
    set = true;
    modem.healthy();
    AtDialogue talk = modem.dialogue();
    talk.ask(AtCommand.set("AT+CLIP=1"), _ -> {});
    talk.ask(AtCommand.set("AT+CREG=1"), _ -> {});
    talk.ask(AtCommand.set("AT+CMGF=0"), _ -> {});
    talk.ask(
        AtCommand.set("AT+CNMI=2,1,0,0,0"),
        reply -> {
          if (reply.ending() == AtDialogue.Ending.REFUSED) { // it knows other values of the rest
            talk.ask(AtCommand.set("AT+CNMI=2,1"), _ -> {});
          }
        });
    String own = maker.atStart;
    if (own != null) {
      talk.ask(AtCommand.set(own), _ -> {});
    }
    look();
    messages.readAll();
  }

  private void look() {
    AtDialogue talk = modem.dialogue();
    talk.ask(
        AtCommand.ask("AT+CREG?", "+CREG"),
        reply -> {
          AtLine.Info network = reply.info("+CREG");
          if (network != null) {
            registered(network.number(1));
          }
        });
    talk.ask(AtCommand.ask("AT+COPS?", "+COPS"), reply -> operator(reply.info("+COPS")));
    talk.ask(AtCommand.ask("AT+CSQ", "+CSQ"), reply -> signal(reply.info("+CSQ")));
    after(
        EVERY,
        () -> {
          messages.look();
          look();
        });
  }

  private void operator(AtLine.@Nullable Info line) {
    if (line != null && line.parts().size() > 2) {
      modem.knows(modem.status().model(), line.parts().get(2), modem.status().dbm());
    }
  }

  /** 27.007, section 8.5: 0 is -113 dBm or less, each step 2 dB. */
  private void signal(AtLine.@Nullable Info line) {
    int steps = line == null ? NO_SIGNAL : line.number(0);
    Integer dbm = steps < 0 || steps >= NO_SIGNAL ? null : -113 + 2 * steps;
    modem.knows(modem.status().model(), modem.status().network(), dbm);
  }

  /** 27.007, section 7.2: 1 is at home, 5 abroad. */
  void registered(int status) {
    if (!set) {
      return;
    }
    switch (status) {
      case 1 -> modem.enter(ModemState.READY, "in its own network");
      case 5 -> modem.enter(ModemState.READY, "in another's network");
      case 2 -> modem.enter(ModemState.SEARCHING, "it looks for a network");
      case 3 -> modem.enter(ModemState.SEARCHING, "the network refused it");
      default -> modem.enter(ModemState.SEARCHING, "it is in no network");
    }
  }
}
