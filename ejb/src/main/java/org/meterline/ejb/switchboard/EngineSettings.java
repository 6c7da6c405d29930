package org.meterline.ejb.switchboard;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.call.CallLimits;
import org.meterline.telephony.call.CallTimings;
import org.meterline.telephony.guard.GuardSettings;
import org.meterline.telephony.locate.Reach;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.program.AgiPrograms;
import org.meterline.telephony.server.JournalSettings;
import org.meterline.telephony.server.Settings;
import org.meterline.telephony.sip.SipSettings;

/** The product's configuration in the engine's terms. */
final class EngineSettings {
  private static final Duration CATCH_UP = Duration.ofSeconds(5);
  private static final Duration TRUNK_REST = Duration.ofSeconds(30);

  private EngineSettings() {}

  /**
   * @throws IllegalArgumentException when an address is none
   */
  static Settings of(Configuration configuration) {
    NodeLimits limits = configuration.limits();
    ProgramsConfiguration programs = configuration.programs();
    CallTimings usual = CallTimings.USUAL;
    JournalSettings journal = JournalSettings.USUAL;
    return new Settings(
        configuration.node(),
        configuration.data(),
        sip(configuration.sip()),
        media(configuration.media()),
        new AgiPrograms.Settings(programs.silence(), programs.limit()),
        programs.launcher(),
        new CallLimits(
            limits.calls(),
            limits.callsPerSecond(),
            limits.tenantCalls(),
            limits.tenantCallsPerSecond()),
        CATCH_UP,
        TRUNK_REST,
        new JournalSettings(
            journal.segmentBytes(),
            Math.max(limits.journalBytes(), journal.segmentBytes()),
            journal.batchMost(),
            journal.heartbeat(),
            journal.retry()),
        new CallTimings(
            limits.ringTime(),
            usual.trunkSilence(),
            limits.postDialDelay(),
            configuration.charge().timeout(),
            usual.lateAnswer(),
            usual.lastQuestion(),
            usual.retry(),
            usual.lostProgram(),
            programs.answerTime(),
            usual.farewell(),
            limits.callDuration()),
        configuration.media().modems(),
        guard(configuration.guard()),
        configuration.media().speech(),
        configuration.media().relay(),
        configuration.identity().settings(),
        configuration.rehearsal());
  }

  private static GuardSettings guard(GuardConfiguration guard) {
    return new GuardSettings(
        guard.messages(),
        guard.messageBurst(),
        guard.requests(),
        guard.requestBurst(),
        guard.offences(),
        guard.banTime(),
        guard.loopback(),
        GuardSettings.SCANNERS,
        Set.of());
  }

  private static SipSettings sip(SipConfiguration sip) {
    return SipSettings.of(sip.address(), sip.advertisedAddress(), sip.port())
        .with(tls(sip))
        .withEdges(sip.edges())
        .withDns(sip.dns())
        .withReach(new Reach(sip.tenantsReach()))
        .withSessions(sip.sessionExpires(), sip.sessionMinimum())
        .withRegistration(
            sip.registrationMinimum(), sip.registrationDefault(), sip.registrationMaximum());
  }

  private static SipSettings.@Nullable Tls tls(SipConfiguration sip) {
    return sip.tlsPort() == 0
        ? null
        : new SipSettings.Tls(sip.tlsPort(), sip.tlsKeystore(), sip.tlsPassword());
  }

  private static MediaSettings media(MediaConfiguration media) {
    return new MediaSettings(
        OwnAddresses.parse(media.address()),
        OwnAddresses.parse(media.advertisedAddress()),
        media.firstPort(),
        media.lastPort(),
        MediaSettings.threads(media.realTime()),
        media.silenceLimit(),
        null,
        media.recordings(),
        media.realTime());
  }
}
