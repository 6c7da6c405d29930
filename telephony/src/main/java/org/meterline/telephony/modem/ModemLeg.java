package org.meterline.telephony.modem;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;

/**
 * A call at a modem. What calls ask is posted to the modem's thread, where all the rest happens; a
 * modem has one call at a time.
 */
final class ModemLeg implements Signalling.IncomingLeg {
  /** Where it is. */
  private enum Stage {
    SETTING_UP,
    UP,
    OVER
  }

  private final LegId id;
  private final Modem modem;
  private final boolean incoming;
  private final ModemAudio audio;
  private final String other;
  private Consumer<Event> events;
  private Stage stage = Stage.SETTING_UP;
  private @Nullable Sdp answer;
  private boolean rang;
  private boolean answered;

  /** The modem listed it: when it lists it no more, it is over. */
  private boolean listed;

  private int missing;

  /** Of 3GPP TS 24.008, Annex H, if the modem told it by itself; else 0. */
  private int cause;

  /**
   * @param other the number of the far end, or nothing
   * @param events takes what it has to tell
   */
  ModemLeg(
      LegId id,
      Modem modem,
      boolean incoming,
      String other,
      ModemAudio audio,
      Consumer<Event> events) {
    this.id = id;
    this.modem = modem;
    this.incoming = incoming;
    this.other = other;
    this.audio = audio;
    this.events = events;
  }

  void listen(Consumer<Event> to) {
    events = to;
  }

  ModemAudio audio() {
    return audio;
  }

  boolean isOver() {
    return stage == Stage.OVER;
  }

  boolean isSettingUp() {
    return stage == Stage.SETTING_UP;
  }

  /** We dial, and nobody has answered yet. */
  boolean isDialled() {
    return stage == Stage.SETTING_UP && !incoming;
  }

  boolean isUp() {
    return stage == Stage.UP;
  }

  boolean wasUp() {
    return answered;
  }

  // --- What happens at the modem, on its thread

  /** Dials; what is offered is answered once the far end does. */
  void dial(Sdp offer) {
    try {
      answer = audio.answer(offer);
    } catch (IllegalArgumentException e) {
      fail(488, "The call's audio is not for modems: " + e.getMessage());
      return;
    }
    modem.line().dial(this, other);
  }

  /** Dialling or answering came to nothing. */
  void refused(AtDialogue.Reply reply) {
    if (stage == Stage.SETTING_UP) {
      switch (reply.ending()) {
        case OK -> {}
        case REFUSED -> gone(reply.text());
        case SILENT -> fail(408, "The modem did not answer in time");
      }
    }
  }

  /** It rings at the far end. */
  void rings() {
    if (!incoming && !rang && stage == Stage.SETTING_UP) {
      rang = true;
      tell(new Event.Progress(180, null));
    }
  }

  /** Whether a call that is listed is this one. */
  boolean is(ListedCall call) {
    return call.isOurs(incoming);
  }

  /** It is listed, with the {@link ListedCall#status}. */
  void listed(int status) {
    listed = true;
    missing = 0;
    if (status == 0) {
      up();
    } else if (status == 3) {
      rings();
    }
  }

  /**
   * It is not listed.
   *
   * @param all whether all that is listed could be read
   */
  void unlisted(boolean all) {
    // Some list a call that is dialled a little later, and a line may be garbled now and then.
    if (++missing >= 4 || (listed && all)) {
      gone("NO CARRIER");
    }
  }

  /** The far end answered, or our answer was taken. */
  void up() {
    if (stage != Stage.SETTING_UP) {
      return;
    }
    stage = Stage.UP;
    answered = true;
    modem.line().soundOn(this);
    tell(new Event.Answered(incoming ? null : answer));
  }

  /** The modem says why the call ends, and soon that it does. */
  void causeTold(int why) {
    cause = Math.max(0, why);
  }

  /** The modem says that the call is over. */
  void gone(String said) {
    if (stage == Stage.UP) {
      end();
      modem.calls().over(this);
      tell(new Event.HungUp(false, "The far end hung up", cause));
    } else if (stage == Stage.SETTING_UP && incoming) {
      end();
      modem.calls().over(this);
      tell(new Event.HungUp(true, "The caller gave up"));
    } else if (stage == Stage.SETTING_UP) {
      end();
      modem.calls().over(this);
      modem.line().why(report -> failed(said, report));
    }
  }

  private void failed(String said, String report) {
    CallFailure why = CallFailure.of(said, report, cause);
    tell(new Event.Failed(why.status(), why.reason(), why.cause(), null));
  }

  /** The modem is gone, and the call with it. */
  void lost(String why) {
    if (stage != Stage.OVER) {
      end();
      tell(new Event.Failed(503, why));
    }
  }

  void fail(int status, String why) {
    end();
    modem.calls().over(this);
    tell(new Event.Failed(status, why));
  }

  private void end() {
    stage = Stage.OVER;
    audio.close();
    modem.line().soundOff(this);
  }

  void tell(Event event) {
    events.accept(event);
  }

  void pressed(char digit) {
    if (stage == Stage.UP) {
      tell(new Event.Digit(digit));
    }
  }

  // --- What the call asks

  @Override
  public LegId id() {
    return id;
  }

  /** The network rings by itself. */
  @Override
  public void ring() {}

  /** Who calls a modem hears nothing before it answers. */
  @Override
  public void progress(Sdp early) {}

  @Override
  public void answer(Sdp sdp) {
    modem.post(
        () -> {
          if (stage != Stage.SETTING_UP) {
            return;
          }
          audio.accept(sdp);
          modem.line().answer(this);
        });
  }

  @Override
  public void reject(int status, String reason) {
    hangUp(status, reason);
  }

  @Override
  public void offer(Sdp offer) {
    modem.post(() -> tell(new Event.OfferRefused(488, "A modem's audio stays as it is")));
  }

  @Override
  public void refer(String to, @Nullable DialogIdentity replaces) {
    modem.post(() -> tell(new Event.ReferTold(501, "A modem calls nobody by itself")));
  }

  @Override
  public void accept(Sdp sdp) {}

  @Override
  public void refuseOffer(String reason) {}

  @Override
  public void hangUp(int sipStatus, String reason) {
    modem.post(
        () -> {
          if (stage != Stage.OVER) {
            end();
            modem.calls().hangUp(this);
          }
        });
  }

  /** Nothing is left open by a dead process: a modem hangs up before it is used again. */
  @Override
  public Optional<DialogIdentity> dialog() {
    String here = "modem:" + modem.name();
    return Optional.of(
        new DialogIdentity(
            id.toString(),
            here,
            id.toString(),
            "tel:" + other,
            other,
            here,
            List.of(),
            0,
            ModemSignalling.TRANSPORT,
            null));
  }
}
