package org.meterline.launcher;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.List;
import org.meterline.launcher.phone.Dialog;

/** A web page whose microphone is a tone, and which measures what it hears. */
final class ListeningPage {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * Gives a page {@code hum}, which makes the microphone, {@code listen}, which puts an ear to a
   * connection, {@code hears}, {@code codec}, {@code reports}, {@code credentials}, {@code kinds},
   * {@code way}, and {@code gathered} with its {@code refusals}.
   */
  static final String SCRIPT =
      """
      {
        let context, ear;
        window.hum = hertz => {
          context = new AudioContext();
          const tone = new OscillatorNode(context, {frequency: hertz});
          const volume = new GainNode(context, {gain: 0.25});
          const destination = context.createMediaStreamDestination();
          tone.connect(volume).connect(destination);
          tone.start();
          window.microphone = destination.stream;
          ear = new AnalyserNode(context, {fftSize: 8192, smoothingTimeConstant: 0});
        };
        let last;
        window.listen = connection => {
          last = connection;
          // What STUN and TURN servers refused with.
          window.refusals = [];
          connection.addEventListener('icecandidateerror', event =>
            refusals.push(event.errorCode));
          window.gathered = () => connection.iceGatheringState === 'complete';
          connection.addEventListener('track', event =>
            context.createMediaStreamSource(event.streams[0]).connect(ear));
        };
        // The codec of what comes, for example audio/opus.
        window.codec = async () => {
          const stats = await last.getStats();
          const comes = [...stats.values()].find(each => each.type === 'inbound-rtp');
          return stats.get(comes.codecId).mimeType;
        };
        // Whether its reports of both kinds went out: that of a sender came back with the time there
        // and back; that of a receiver goes at the latest 7.5 s after audio came, which is 10 s here.
        window.reports = async () => {
          const stats = [...(await last.getStats()).values()];
          return stats.some(each =>
              each.type === 'remote-inbound-rtp' && each.roundTripTimeMeasurements > 0)
            && stats.some(each => each.type === 'inbound-rtp' && each.packetsReceived > 500);
        };
        // Of ICE: what we offered, what they answered, and what the way in use was found with.
        window.credentials = () => {
          const offered = description => description.sdp.match(/ice-ufrag:(\\S+)/)[1];
          const pair = last.getSenders()[0].transport.iceTransport.getSelectedCandidatePair();
          return [offered(last.localDescription), offered(last.remoteDescription),
            pair?.local.usernameFragment];
        };
        // The kinds of the ends that we offered to be reached at.
        window.kinds = () =>
          [...last.localDescription.sdp.matchAll(/^a=candidate:.* typ (\\S+)/gm)]
            .map(found => found[1]);
        // Of the way in use: the kind of our end, what its relay is reached over, and how many
        // packets of audio came; null as long as there is none.
        window.way = async () => {
          const stats = await last.getStats();
          const one = type => [...stats.values()].find(each => each.type === type);
          const pair = stats.get(one('transport').selectedCandidatePairId);
          if (pair === undefined) return null;
          const end = stats.get(pair.localCandidateId);
          return [end.candidateType, end.relayProtocol, one('inbound-rtp').packetsReceived];
        };
        // The peak of the spectrum: its frequency in hertz and its level in dB of full scale.
        window.hears = () => {
          const levels = new Float32Array(ear.frequencyBinCount);
          ear.getFloatFrequencyData(levels);
          const best = levels.indexOf(Math.max(...levels));
          return [Math.round(best * context.sampleRate / ear.fftSize), levels[best]];
        };
      }
      """;

  private ListeningPage() {}

  static void awaitTone(Page page, int hertz) throws Exception {
    Patience.until("the page hears " + hertz + " Hz", LIMIT, () -> hears(page, hertz));
  }

  static boolean hears(Page page, int hertz) {
    List<?> peak = (List<?>) page.evaluate("() => hears()");
    double level = ((Number) peak.get(1)).doubleValue();
    return Math.abs(((Number) peak.get(0)).intValue() - hertz) <= 20 && level > -30 && level < -3;
  }

  /** The page hears the phone's tone, and the phone the page's. */
  static void awaitBoth(Page page, int phones, Dialog phone, int pages) throws Exception {
    awaitTone(page, phones);
    Patience.until("the phone hears the page", LIMIT, () -> Heard.amplitude(phone, pages) > 6000);
  }
}
