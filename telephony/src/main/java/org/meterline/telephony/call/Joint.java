package org.meterline.telephony.call;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;

/**
 * One of two calls that share a talk.
 *
 * @param box its mailbox; false when nobody will read it
 * @param audio of its leg; null while none talks there, and somebody is called
 * @param user the account whose phone that leg is; null: nobody's
 * @param carrier whether that leg goes over a trunk, or came over one
 * @param help whether it is help that talks there, or is called
 * @param talk what both do with the audio of the talk
 */
record Joint(
    CallId call,
    Domain domain,
    Predicate<Message> box,
    MediaPlane.@Nullable MediaLeg audio,
    @Nullable String user,
    boolean carrier,
    boolean help,
    TalkAudio talk) {}
