package org.meterline.telephony.call;

import java.util.function.Predicate;
import org.meterline.telephony.media.MediaPlane;

/**
 * One of two calls that share a talk.
 *
 * @param box its mailbox; false when nobody will read it
 * @param audio of its leg
 * @param carrier whether that leg goes over a trunk, or came over one
 */
record Joint(
    CallId call,
    Domain domain,
    Predicate<Message> box,
    MediaPlane.MediaLeg audio,
    boolean carrier) {}
