package org.meterline.telephony.server;

import java.util.List;
import org.meterline.telephony.guard.GuardCounters;
import org.meterline.telephony.guard.Tally;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.sip.SipCounters;

/** What was counted, by name. */
final class Tallies {
  private Tallies() {}

  static List<Tally> of(GuardCounters guard, SipCounters sip, long transactions, MediaPlane media) {
    return List.of(
        new Tally("guard.banned", guard.banned(), "Messages from banned sources, dropped"),
        new Tally(
            "guard.rate-limited", guard.limited(), "Messages beyond a source's rate, dropped"),
        new Tally("guard.help", guard.help(), "Calls for help beyond what passes the other limits"),
        new Tally(
            "guard.load", guard.load(), "Times that a call or registration was refused by load"),
        new Tally("sip.requests", sip.requests(), "Requests that could be read"),
        new Tally("sip.malformed", sip.malformed(), "Messages that could not be read"),
        new Tally("sip.challenged", sip.challenged(), "Requests that were asked for a password"),
        new Tally("sip.denied", sip.denied(), "Passwords that were wrong"),
        new Tally("sip.overloaded", sip.overloaded(), "Requests refused with 503"),
        new Tally("sip.transactions", transactions, "SIP transactions now"),
        new Tally("sip.stray", sip.stray(), "Messages that belong to no call"),
        new Tally("sip.unrecorded", sip.unrecorded(), "Refused calls on nobody's record"),
        new Tally("sip.faults", sip.faults(), "Faults of ours that a message brought to light"),
        new Tally("media.strangers", media.strangers(), "Packets of audio from the wrong source"),
        new Tally("media.faults", media.faults(), "Faults of ours while audio was carried"));
  }

  static List<Tally> of(Counters now) {
    return List.of(
        new Tally("calls.live", now.callsLive(), "Calls now"),
        new Tally("calls.total", now.callsTotal(), "Calls taken"),
        new Tally("calls.refused", now.callsRefused(), "Calls for which there was no room"),
        new Tally("journal.unposted", now.journalUnposted(), "Bytes that wait to be posted"),
        new Tally("journal.posted", now.journalPosted(), "Facts posted"),
        new Tally("journal.aside", now.journalAside(), "Facts that the books refused"));
  }
}
