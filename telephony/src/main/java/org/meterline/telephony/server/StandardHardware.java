package org.meterline.telephony.server;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.Contacts;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Programs;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.media.EmbeddedMediaPlane;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.program.AgiPrograms;
import org.meterline.telephony.program.LauncherProcess;
import org.meterline.telephony.registrar.BindingStore;
import org.meterline.telephony.registrar.Bindings;
import org.meterline.telephony.sip.SipCounters;
import org.meterline.telephony.sip.SipEndpoint;

/** SIP with its registrar, the embedded media plane, and AGI programs behind their launcher. */
final class StandardHardware implements Hardware {
  private final Bindings bindings;
  private final SipEndpoint sip;
  private final MediaPlane media;
  private final LauncherProcess launcher;
  private final AgiPrograms programs;

  StandardHardware(
      Settings settings, Directory directory, CallEvents events, BindingStore store, Clock clock)
      throws IOException {
    this.bindings = new Bindings(store, events, clock);
    this.sip = new SipEndpoint(settings.sip(), directory, bindings, clock, new SipCounters());
    this.media = new EmbeddedMediaPlane(settings.media(), clock);
    this.launcher =
        settings.launcher() == null
            ? LauncherProcess.start(settings.data().resolve("launcher"))
            : LauncherProcess.at(settings.launcher());
    this.programs =
        new AgiPrograms(launcher, settings.programs(), AgiPrograms::shipped, System::nanoTime);
  }

  @Override
  public Signalling listen(Signalling.Incoming incoming) throws IOException {
    bindings.load();
    try {
      sip.start(incoming);
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
    return sip;
  }

  @Override
  public Contacts contacts() {
    return bindings;
  }

  @Override
  public MediaPlane media() {
    return media;
  }

  @Override
  public Programs programs() {
    return programs;
  }

  @Override
  public int port() {
    return sip.port();
  }

  @Override
  public void close() {
    sip.close();
    media.close();
    launcher.close();
    boolean _ = bindings.close(Duration.ofSeconds(5));
  }
}
