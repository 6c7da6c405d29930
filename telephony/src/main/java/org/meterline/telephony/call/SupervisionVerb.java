package org.meterline.telephony.call;

/**
 * Somebody of the tenant hears a talk, and may speak into it.
 *
 * @param <R> what it answers
 */
public sealed interface SupervisionVerb<R> extends Verb<R> {
  /** Whom somebody who supervises a talk speaks to. */
  enum Mode {
    /** To nobody. */
    LISTEN,
    /** To one end alone. */
    WHISPER,
    /** To both. */
    BARGE
  }

  /**
   * Calls a phone of the tenant that hears the talk from its answer on, as a leg of this call. Its
   * keys 4, 5 and 6 change the mode to listen, whisper and barge. When the talk ends so does that
   * leg; when it hangs up the talk goes on.
   *
   * @param to a phone
   * @param coached who hears it in the mode whisper
   * @param tone whether both ends hear a tone at once and each 15 seconds; the tenant may demand it
   */
  record Supervise(To to, Mode mode, End coached, boolean tone)
      implements SupervisionVerb<Supervised> {
    /** Listens unheard. */
    public Supervise(To to) {
      this(to, Mode.LISTEN, End.Side.CALLEE, false);
    }
  }

  /**
   * @param leg whose phone supervises
   */
  record Supervised(LegId leg) {}

  /** Changes whom who supervises speaks to. */
  record ChangeSupervision(Mode mode) implements SupervisionVerb<Nothing> {}

  /** Ends the leg of who supervises. */
  record StopSupervision() implements SupervisionVerb<Nothing> {}
}
