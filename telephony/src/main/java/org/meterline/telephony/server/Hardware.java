package org.meterline.telephony.server;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.meterline.telephony.call.Contacts;
import org.meterline.telephony.call.Programs;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Tally;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.identity.IdentitySettings;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.sip.BrowserFlows;
import org.meterline.telephony.trunk.Health;

/** What an engine drives: signalling, audio and programs. */
interface Hardware extends AutoCloseable {
  /** Signs nothing and verifies nobody. */
  Identities NOBODY =
      new Identities(IdentitySettings.NONE, InstantSource.system(), System::nanoTime);

  /**
   * Begins to listen.
   *
   * @param incoming gets the calls
   */
  Signalling listen(Signalling.Incoming incoming) throws IOException;

  /** Where phones are; asked after {@link #listen}. */
  Contacts contacts();

  /** Where browsers' WebSockets are taken; asked after {@link #listen}. */
  BrowserFlows browsers();

  /** What is plugged in. */
  ModemSignalling modems();

  /** Who keeps what comes from the internet in bounds. */
  Guard guard();

  /** Who signs for callers and verifies them. */
  default Identities identities() {
    return NOBODY;
  }

  /** Where a place is; asked after {@link #listen}, may block for two seconds. */
  default Located locate(Place place) {
    return new Located.Nowhere("nobody is asked");
  }

  /** What it has counted. */
  List<Tally> tallies();

  /** How trunks are. */
  Health trunks();

  MediaPlane media();

  Programs programs();

  /** Whether the first call would be served without delay: audio is warm, programs can start. */
  boolean ready();

  /** The UDP and TCP port of SIP, once it listens. */
  int port();

  /** Stops listening and frees everything. */
  @Override
  void close();
}
