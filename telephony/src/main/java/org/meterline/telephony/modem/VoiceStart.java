package org.meterline.telephony.modem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a voice modem is made ready (V.253). On the modem's thread. */
final class VoiceStart {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Modem modem;
  private VoiceFormat.Offered chosen = new VoiceFormat.Offered(VoiceFormat.A_LAW, 0);
  private String select = "";
  private int generation;
  private boolean duplex;

  VoiceStart(Modem modem) {
    this.modem = modem;
  }

  VoiceFormat format() {
    return chosen.format();
  }

  /** The port was opened, and the modem is one for voice. What a dead process left is hung up. */
  void begin() {
    int mine = ++generation;
    duplex = false;
    AtDialogue talk = modem.dialogue();
    talk.ask(AtCommand.set("ATV1"), _ -> {});
    talk.ask(
        AtCommand.list("AT+GMI", "+GMI").withTexts(),
        by ->
            talk.ask(
                AtCommand.list("AT+GMM", "+GMM").withTexts(),
                model -> modem.knows((said(by) + " " + said(model)).strip(), null, null)));
    talk.ask(
        AtCommand.set("AT+FCLASS=8"),
        reply -> {
          if (reply.ok()) {
            talk.ask(
                AtCommand.list("AT+VSM=?", "+VSM").withTexts(),
                formats -> {
                  if (formats.ending() == AtDialogue.Ending.SILENT) {
                    beginAgain(mine);
                  } else {
                    choose(formats);
                  }
                });
          } else if (reply.ending() == AtDialogue.Ending.SILENT) {
            beginAgain(mine);
          } else {
            unfit("it does no voice: AT+FCLASS=8 is answered with " + reply.text());
          }
        });
  }

  /** It did not answer in time, or not so that one could read it. */
  private void beginAgain(int mine) {
    Runnable _ =
        modem.later(
            AGAIN,
            () -> {
              if (mine == generation) {
                begin();
              }
            });
  }

  private static String said(AtDialogue.Reply reply) {
    AtLine.Info info = reply.info("+GMI");
    AtLine.Info model = info == null ? reply.info("+GMM") : info;
    return model == null ? reply.plain() : model.rest();
  }

  private void choose(AtDialogue.Reply reply) {
    List<String> lines = reply.lines().stream().map(AtLine::text).toList();
    Optional<VoiceFormat.Offered> best = VoiceFormat.best(lines, modem.settings().baud());
    if (best.isEmpty()) {
      unfit(
          "it offers no sound that a port of "
              + modem.settings().baud()
              + " baud carries: "
              + String.join("; ", lines));
      return;
    }
    chosen = best.get();
    // Some want two values, some four, some one.
    String label = "AT+VSM=" + chosen.label();
    select(List.of(label + ",8000", label + ",8000,0,0", label));
  }

  private void select(List<String> ways) {
    int mine = generation;
    if (ways.isEmpty()) {
      unfit("it offers sound as " + chosen.format() + ", and refuses it");
      return;
    }
    modem
        .dialogue()
        .ask(
            AtCommand.set(ways.getFirst()),
            reply -> {
              if (reply.ok()) {
                select = ways.getFirst();
                set();
              } else if (reply.ending() == AtDialogue.Ending.SILENT) {
                beginAgain(mine);
              } else {
                select(ways.subList(1, ways.size()));
              }
            });
  }

  private void set() {
    either("AT+VSD=128,0", "AT+VSD=0,0"); // no end by silence
    AtDialogue talk = modem.dialogue();
    talk.ask(AtCommand.set("AT+VIT=0"), _ -> {}); // nor by nothing to do
    talk.ask(AtCommand.set("AT+IFC=0,0"), _ -> {}); // XON and XOFF are sound
    talk.ask(AtCommand.set("AT+VRA=50"), _ -> {}); // longer than the pause between two rings
    talk.ask(AtCommand.set("AT+VRN=10"), _ -> {});
    either("AT+VCID=1", "AT#CID=1");
    talk.ask(AtCommand.set("AT+VLS=0"), _ -> {});
    int mine = generation;
    talk.ask(
        AtCommand.set("ATH"),
        _ ->
            voiceAgain(
                () -> {
                  if (mine == generation) {
                    ready();
                  }
                }));
  }

  private void ready() {
    modem.healthy();
    modem.knows(modem.status().model(), "analogue line", null);
    modem.enter(ModemState.READY, "on an analogue line, its sound is " + chosen.format());
    look(generation);
  }

  private void either(String first, String second) {
    modem
        .dialogue()
        .ask(
            AtCommand.set(first),
            reply -> {
              if (reply.ending() == AtDialogue.Ending.REFUSED) {
                modem.dialogue().ask(AtCommand.set(second), _ -> {});
              }
            });
  }

  /** Between calls it is asked whether it is there. */
  private void look(int mine) {
    Runnable _ =
        modem.later(
            EVERY,
            () -> {
              if (mine == generation) {
                if (modem.calls().leg() == null) {
                  modem.dialogue().ask(AtCommand.set("AT"), _ -> {});
                }
                look(mine);
              }
            });
  }

  /**
   * It has hung up, and is made ready for the next call. Its last answer has a line of its own: an
   * OK that nobody asked for does not pass for one.
   */
  void voiceAgain(Runnable then) {
    AtDialogue talk = modem.dialogue();
    talk.urgent(
        AtCommand.set("AT+FCLASS=8"),
        _ ->
            talk.urgent(
                AtCommand.set(select),
                _ -> talk.urgent(AtCommand.name("AT+FCLASS?"), _ -> then.run())));
  }

  /** A call has sound in both directions. */
  void flowed() {
    duplex = true;
  }

  /** A call had no sound; the answer says why. One that has had calls with sound stays fit. */
  String halfDuplex(String said) {
    if (duplex) {
      return "The modem " + modem.name() + " gave no sound: AT+VTR is answered with " + said;
    }
    unfit("it does no duplex voice: AT+VTR is answered with " + said);
    return modem.notReady();
  }

  private void unfit(String why) {
    generation++;
    modem.erred(why);
    modem.enter(ModemState.UNFIT, why);
  }

  /** What was planned is for a port that is gone. */
  void forget() {
    generation++;
  }
}
