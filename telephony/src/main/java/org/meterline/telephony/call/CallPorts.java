package org.meterline.telephony.call;

import java.util.concurrent.Executor;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.trunk.TrunkChoice;

/**
 * The world around calls.
 *
 * @param elsewhere runs what may block
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
    CallTimings timings) {
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
        timings);
  }
}
