package org.meterline.telephony.recording;

import java.util.function.Consumer;

/** Begins recordings. Safe for many threads; waits for nothing. */
public interface Recorder {
  /** Where nothing is kept. */
  Recorder NONE =
      new Recorder() {
        @Override
        public boolean room() {
          return false;
        }

        @Override
        public Recording begin(RecordingSpec spec, Consumer<Recorded> ended) throws NoRoom {
          throw new NoRoom("recordings-not-kept", "This server keeps no recordings");
        }
      };

  /** Whether one could be begun now. */
  boolean room();

  /**
   * Begins one. What goes wrong with its file ends it later, with a reason.
   *
   * @param ended hears, on a thread of the recorder's, when its file is whole
   * @throws NoRoom when the disk has less room than must stay free
   */
  Recording begin(RecordingSpec spec, Consumer<Recorded> ended) throws NoRoom;

  /** Nothing can be recorded now. */
  final class NoRoom extends Exception {
    private final String code;

    public NoRoom(String code, String message) {
      super(message);
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
