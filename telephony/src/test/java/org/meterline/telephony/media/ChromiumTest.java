package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.relay.RtpengineRelay;

/**
 * A real browser and a plain phone hear each other, with rtpengine between both and us and without
 * it; the test carries the descriptions.
 */
class ChromiumTest {
  private static final int HIGH = 1000;
  private static final int LOW = 440;

  /** A page whose microphone is a tone, and that measures what it hears. */
  private static final String PAGE =
      """
      async () => {
        const context = new AudioContext();
        await context.resume();
        const tone = context.createOscillator();
        tone.frequency.value = 440;
        const volume = context.createGain();
        volume.gain.value = 0.25;
        const microphone = context.createMediaStreamDestination();
        tone.connect(volume).connect(microphone);
        tone.start();
        const pc = new RTCPeerConnection();
        window.pc = pc;
        pc.addTrack(microphone.stream.getAudioTracks()[0], microphone.stream);
        const ear = context.createAnalyser();
        ear.fftSize = 8192;
        ear.smoothingTimeConstant = 0;
        pc.ontrack = event => {
          const sink = new Audio();
          sink.srcObject = event.streams[0];
          sink.muted = true;
          sink.play();
          window.sink = sink;
          context.createMediaStreamSource(event.streams[0]).connect(ear);
        };
        // The peak of the spectrum: its frequency in hertz and its level in dB of full scale.
        window.hears = () => {
          const levels = new Float32Array(ear.frequencyBinCount);
          ear.getFloatFrequencyData(levels);
          let best = 0;
          levels.forEach((level, at) => { if (level > levels[best]) best = at; });
          return [Math.round(best * context.sampleRate / ear.fftSize), levels[best]];
        };
        window.gathered = async () => {
          while (pc.iceGatheringState !== 'complete') {
            await new Promise(next => pc.addEventListener('icegatheringstatechange', next, {once: true}));
          }
          return pc.localDescription.sdp;
        };
      }
      """;

  /** The page's user name fragment in the pair that its packets take. */
  private static final String CHOSEN =
      """
      async () => {
        const stats = await pc.getStats();
        for (const transport of stats.values()) {
          if (transport.type === 'transport') {
            const pair = stats.get(transport.selectedCandidatePairId);
            return pair && pair.state === 'succeeded'
              ? stats.get(pair.localCandidateId).usernameFragment : '';
          }
        }
        return '';
      }
      """;

  /** What the page says of its connectivity, and of all pairs that it has tried. */
  private static final String PAIRS =
      """
      async () => {
        const kinds = ['transport', 'candidate-pair', 'local-candidate', 'remote-candidate'];
        const stats = [...(await pc.getStats()).values()];
        return pc.iceConnectionState + ' ' + pc.signalingState + ' '
          + JSON.stringify(stats.filter(each => kinds.includes(each.type)));
      }
      """;

  private static Playwright playwright;
  private static Browser browser;
  private static EmbeddedMediaPlane direct;
  private static Rtpengine rtpengine;
  private static RtpengineRelay relayed;

  @BeforeAll
  static void start() throws Exception {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--autoplay-policy=no-user-gesture-required",
                            "--allow-loopback-in-peer-connection")));
    direct = plane();
    rtpengine = new Rtpengine();
    relayed =
        new RtpengineRelay(plane(), RelaySettings.at(rtpengine.control()).forAll(), Peer.HERE);
    until("ready", () -> direct.ready() && relayed.ready() && !relayed.relay().contains("not"));
  }

  private static EmbeddedMediaPlane plane() {
    return new EmbeddedMediaPlane(
        new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 1, Duration.ZERO, null),
        InstantSource.system());
  }

  @AfterAll
  static void stop() throws Exception {
    direct.close();
    relayed.close();
    rtpengine.close();
    browser.close();
    playwright.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itCallsAPhone(boolean all) throws Exception {
    MediaPlane plane = all ? relayed : direct;
    var one = plane.open("browser", _ -> {});
    var two = plane.open("phone", _ -> {});
    try (Page page = page();
        Peer phone = new Peer(Law.PCMA, 101).calls(two)) {
      page.evaluate("async () => pc.setLocalDescription(await pc.createOffer())");
      Sdp offer = new Sdp((String) page.evaluate("() => gathered()"));
      Sdp answer = one.answer(offer);
      page.evaluate("async sdp => pc.setRemoteDescription({type: 'answer', sdp})", answer.text());
      plane.bridge(one, two);
      hearEachOther(page, phone);
      // How many came before we had the keys is the machine's; since then each is of use.
      long before = one.quality().packetsDropped();
      hearEachOther(page, phone);
      assertTrue(all || one.quality().packetsDropped() == before, "all are unprotected");

      // More than once: a page that asked with what held before our answer is not left behind.
      for (int i = 0; i < 3; i++) {
        restart(page, one);
        hearEachOther(page, phone);
      }
    }
  }

  /** It restarts ICE in a later offer, as after a change of networks (RFC 8839, 4.4.1.1.1). */
  private static void restart(Page page, MediaPlane.MediaLeg one) throws Exception {
    Sdp offer = new Sdp((String) page.evaluate("() => pc.localDescription.sdp"));
    Sdp answer = new Sdp((String) page.evaluate("() => pc.remoteDescription.sdp"));
    page.evaluate(
        """
        async () => {
          pc.restartIce();
          await pc.setLocalDescription(await pc.createOffer());
        }
        """);
    Sdp restarting = new Sdp((String) page.evaluate("() => pc.localDescription.sdp"));
    String fragment = WebPeer.value(restarting, "ice-ufrag");
    assertNotEquals(WebPeer.value(offer, "ice-ufrag"), fragment);
    Sdp restarted = one.answer(restarting);
    assertNotEquals(WebPeer.value(answer, "ice-ufrag"), WebPeer.value(restarted, "ice-ufrag"));
    assertEquals(WebPeer.value(answer, "fingerprint"), WebPeer.value(restarted, "fingerprint"));
    page.evaluate("async sdp => pc.setRemoteDescription({type: 'answer', sdp})", restarted.text());
    try {
      until("it chose a pair anew", () -> fragment.equals(page.evaluate(CHOSEN)));
    } catch (AssertionError e) {
      throw new AssertionError(
          "it chose no pair anew: " + page.evaluate(PAIRS) + "\n" + restarted.text(), e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsCalled(boolean all) throws Exception {
    MediaPlane plane = all ? relayed : direct;
    var one = plane.open("browser", _ -> {});
    var two = plane.open("phone", _ -> {});
    try (Page page = page();
        Peer phone = new Peer(Law.PCMU, 101).calls(two)) {
      Sdp offer = one.offer(Transport.WEBRTC);
      page.evaluate("async sdp => pc.setRemoteDescription({type: 'offer', sdp})", offer.text());
      page.evaluate("async () => pc.setLocalDescription(await pc.createAnswer())");
      one.accept(new Sdp((String) page.evaluate("() => gathered()")));
      plane.bridge(one, two);
      hearEachOther(page, phone);
      // How many came before we had the keys is the machine's; since then each is of use.
      long before = one.quality().packetsDropped();
      hearEachOther(page, phone);
      assertTrue(all || one.quality().packetsDropped() == before, "all are unprotected");
    }
  }

  private static Page page() {
    Page page = browser.newPage();
    page.evaluate(PAGE);
    return page;
  }

  private static void hearEachOther(Page page, Peer phone) {
    double heard = 0;
    double level = -200;
    int peak = 0;
    boolean well = false;
    // A machine that stood still for a moment has let packets come too late: so for a while.
    for (int i = 0; i < 60 && !well; i++) {
      int before = phone.audio().length;
      phone.say(HIGH, 50);
      short[] audio = phone.audio();
      short[] last = java.util.Arrays.copyOfRange(audio, before, audio.length);
      heard = Sound.amplitude(Sound.tail(last, 3200), LOW);
      List<?> ear = (List<?>) page.evaluate("() => hears()");
      peak = ((Number) ear.get(0)).intValue();
      level = ((Number) ear.get(1)).doubleValue();
      well = heard > 6000 && Math.abs(peak - HIGH) <= 20 && level > -30;
    }
    // A quarter of full scale each way: what is lost on the way is a little.
    assertTrue(heard > 6000 && heard < 10_000, "the phone hears the page: " + heard);
    assertTrue(Math.abs(peak - HIGH) <= 20, "the page hears the phone: " + peak + " Hz");
    assertTrue(level > -30 && level < -3, "at a level of " + level);
  }
}
