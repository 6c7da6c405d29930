package org.meterline.telephony.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallLimits;
import org.meterline.telephony.call.CallTimings;
import org.meterline.telephony.guard.GuardSettings;
import org.meterline.telephony.identity.IdentitySettings;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.modem.ModemSettings;
import org.meterline.telephony.program.AgiPrograms;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.sip.SipSettings;
import org.meterline.telephony.speech.SpeechSettings;

/**
 * How an engine is set up.
 *
 * @param node this node's name, for records
 * @param data a folder of the engine's own; the journal lies in {@code journal} below it
 * @param launcher the socket of a program launcher that somebody else runs; null: the engine starts
 *     one of its own before it takes calls
 * @param limits what goes beyond is refused with 503 and Retry-After, unless it is an emergency
 * @param catchUp how long the start waits for the books to take what the journal still holds
 * @param trunkRest how long a trunk that failed is tried after the others
 * @param modems what is plugged in here
 * @param guard what is taken of whom
 * @param speech how texts are spoken
 * @param relay the rtpengine before the media plane; null: it does all by itself
 * @param identity how callers are signed and verified
 * @param rehearsal how many calls the engine places among itself at its start; 0: none
 */
public record Settings(
    String node,
    Path data,
    SipSettings sip,
    MediaSettings media,
    AgiPrograms.Settings programs,
    @Nullable Path launcher,
    CallLimits limits,
    Duration catchUp,
    Duration trunkRest,
    JournalSettings journal,
    CallTimings timings,
    List<ModemSettings> modems,
    GuardSettings guard,
    SpeechSettings speech,
    @Nullable RelaySettings relay,
    IdentitySettings identity,
    int rehearsal) {
  public Settings {
    modems = List.copyOf(modems);
    if (node.isBlank()) {
      throw new IllegalArgumentException("the node needs a name");
    }
    if (catchUp.isNegative() || trunkRest.isNegative()) {
      throw new IllegalArgumentException("catchUp and trunkRest must not be negative");
    }
    if (rehearsal < 0) {
      throw new IllegalArgumentException("no fewer calls than none are rehearsed");
    }
    data = data.toAbsolutePath();
  }

  /** One without modems, guarded and speaking as usual, that rehearses nothing. */
  public Settings(
      String node,
      Path data,
      SipSettings sip,
      MediaSettings media,
      AgiPrograms.Settings programs,
      @Nullable Path launcher,
      CallLimits limits,
      Duration catchUp,
      Duration trunkRest,
      JournalSettings journal,
      CallTimings timings) {
    this(
        node,
        data,
        sip,
        media,
        programs,
        launcher,
        limits,
        catchUp,
        trunkRest,
        journal,
        timings,
        List.of(),
        GuardSettings.USUAL,
        SpeechSettings.USUAL,
        null,
        IdentitySettings.NONE,
        0);
  }

  /** The same with these modems. */
  public Settings with(List<ModemSettings> plugged) {
    return new Settings(
        node, data, sip, media, programs, launcher, limits, catchUp, trunkRest, journal, timings,
        plugged, guard, speech, relay, identity, rehearsal);
  }

  /** The same, guarded so. */
  public Settings with(GuardSettings how) {
    return new Settings(
        node, data, sip, media, programs, launcher, limits, catchUp, trunkRest, journal, timings,
        modems, how, speech, relay, identity, rehearsal);
  }

  /** The same that speaks so. */
  public Settings with(SpeechSettings spoken) {
    return new Settings(
        node, data, sip, media, programs, launcher, limits, catchUp, trunkRest, journal, timings,
        modems, guard, spoken, relay, identity, rehearsal);
  }

  /** The same with this rtpengine. */
  public Settings through(@Nullable RelaySettings rtpengine) {
    return new Settings(
        node, data, sip, media, programs, launcher, limits, catchUp, trunkRest, journal, timings,
        modems, guard, speech, rtpengine, identity, rehearsal);
  }

  /** The same that signs for callers and verifies them so. */
  public Settings with(IdentitySettings signed) {
    return new Settings(
        node, data, sip, media, programs, launcher, limits, catchUp, trunkRest, journal, timings,
        modems, guard, speech, relay, signed, rehearsal);
  }

  /** The same that waits so long. */
  public Settings with(CallTimings times) {
    return new Settings(
        node, data, sip, media, programs, launcher, limits, catchUp, trunkRest, journal, times,
        modems, guard, speech, relay, identity, rehearsal);
  }

  /** The same that rehearses so many calls. */
  public Settings rehearsing(int calls) {
    return new Settings(
        node, data, sip, media, programs, launcher, limits, catchUp, trunkRest, journal, timings,
        modems, guard, speech, relay, identity, calls);
  }

  /** What suits most, all else left as it usually is. */
  public static Settings of(String node, Path data, SipSettings sip, MediaSettings media) {
    return new Settings(
        node,
        data,
        sip,
        media,
        AgiPrograms.Settings.USUAL,
        null,
        new CallLimits(4_000, 400, 4_000, 400),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        JournalSettings.USUAL,
        CallTimings.USUAL);
  }
}
