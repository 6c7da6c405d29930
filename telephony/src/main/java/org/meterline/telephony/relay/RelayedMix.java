package org.meterline.telephony.relay;

import org.meterline.telephony.media.MediaPlane.MediaLeg;
import org.meterline.telephony.media.MediaPlane.Mix;

/** A mix of the plane behind: rtpengine knows none. */
record RelayedMix(Mix plain) implements Mix {
  private static MediaLeg plain(MediaLeg leg) {
    return RtpengineRelay.own(leg).plain();
  }

  @Override
  public void add(MediaLeg leg) {
    plain.add(plain(leg));
  }

  @Override
  public void remove(MediaLeg leg) {
    plain.remove(plain(leg));
  }

  @Override
  public void hears(MediaLeg listener, MediaLeg speaker, boolean on) {
    plain.hears(plain(listener), plain(speaker), on);
  }

  @Override
  public void gain(MediaLeg speaker, double decibels) {
    plain.gain(plain(speaker), decibels);
  }

  @Override
  public void passDigits(MediaLeg from, MediaLeg to) {
    plain.passDigits(plain(from), plain(to));
  }

  @Override
  public void close() {
    plain.close();
  }
}
