package org.meterline.telephony.recording;

/** A recording with its two sides changed for each other. */
record FromBeyond(Recording of) implements Recording {
  @Override
  public Track said() {
    return of.heard();
  }

  @Override
  public Track heard() {
    return of.said();
  }

  @Override
  public void pause() {
    of.pause();
  }

  @Override
  public void resume() {
    of.resume();
  }

  @Override
  public void mask() {
    of.mask();
  }

  @Override
  public void unmask() {
    of.unmask();
  }

  @Override
  public void stop(String reason) {
    of.stop(reason);
  }
}
