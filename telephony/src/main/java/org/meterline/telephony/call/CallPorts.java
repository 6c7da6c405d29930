package org.meterline.telephony.call;

import java.util.concurrent.Executor;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.trunk.TrunkChoice;

/**
 * The world around calls.
 *
 * @param elsewhere runs what may block
 * @param belonging finds the other calls
 */
public record CallPorts(
    Signalling signalling,
    MediaPlane media,
    Directory directory,
    Contacts contacts,
    TrunkChoice trunks,
    CallAuthority authority,
    FactStore facts,
    Programs programs,
    CallEvents events,
    Executor elsewhere,
    CallTime time,
    CallTimings timings,
    Belonging belonging) {
  /** Around the calls of a node. */
  public CallPorts(
      Signalling signalling,
      MediaPlane media,
      Directory directory,
      Contacts contacts,
      TrunkChoice trunks,
      CallAuthority authority,
      FactStore facts,
      Programs programs,
      CallEvents events,
      Executor elsewhere,
      CallTime time,
      CallTimings timings) {
    this(
        signalling,
        media,
        directory,
        contacts,
        trunks,
        authority,
        facts,
        programs,
        events,
        elsewhere,
        time,
        timings,
        new Belonging());
  }

  CallPorts with(CallEvents others) {
    return new CallPorts(
        signalling,
        media,
        directory,
        contacts,
        trunks,
        authority,
        facts,
        programs,
        others,
        elsewhere,
        time,
        timings,
        belonging);
  }
}
