package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/**
 * A person at the portal's softphone in Chromium who calls a phone, again and again, and when each
 * step of a call was done, from the press of the button on. The microphone is Chromium's own that
 * plays a file; the phone answers at once.
 */
public final class ClickedCalls implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RATE = 48_000;
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  /** Notes when things happen to the page, in milliseconds since 1970, as JavaScript has them. */
  private static final String NOTES =
      """
      {
        let notes = {}, ear;
        const note = name => { notes[name] ??= performance.timeOrigin + performance.now(); };
        window.notes = () => notes;
        window.clock = () => performance.timeOrigin + performance.now();
        addEventListener('click', event => {
          if (event.target.closest('button')?.textContent === 'Call') {
            notes = {};
            note('click');
          }
        }, true);
        const devices = navigator.mediaDevices;
        if (devices !== undefined) {
          const real = devices.getUserMedia.bind(devices);
          devices.getUserMedia = async wanted => {
            const given = await real(wanted);
            note('microphone');
            return given;
          };
        }
        const Socket = window.WebSocket;
        window.WebSocket = class extends Socket {
          constructor(...all) {
            super(...all);
            this.addEventListener('message', ({data}) => {
              if (/^SIP\\/2.0 407/.test(data)) note('challenge');
              if (/^SIP\\/2.0 200/.test(data) && /CSeq: *\\d+ INVITE/i.test(data)) note('answer');
            });
          }
          send(data) {
            if (/^INVITE/.test(data)) note('INVITE');
            super.send(data);
          }
        };
        const Peer = window.RTCPeerConnection;
        window.RTCPeerConnection = class extends Peer {
          constructor(settings) {
            super(settings);
            this.addEventListener('iceconnectionstatechange', () => {
              if (['connected', 'completed'].includes(this.iceConnectionState)) note('ICE');
            });
            this.addEventListener('connectionstatechange', () => {
              if (this.connectionState === 'connected') note('DTLS');
            });
            this.addEventListener('track', ({streams}) => {
              ear ??= new AudioContext();
              // Of the old kind, since the portal's policy lets no code in from elsewhere.
              const meter = ear.createScriptProcessor(256, 1, 1);
              meter.onaudioprocess = ({inputBuffer}) => {
                if (inputBuffer.getChannelData(0).some(sample => Math.abs(sample) > 0.05)) {
                  note('heard');
                  meter.disconnect();
                }
              };
              ear.createMediaStreamSource(streams[0]).connect(meter).connect(ear.destination);
            });
          }
        };
      }
      """;

  private final LinkedBlockingQueue<Dialog> taken = new LinkedBlockingQueue<>();
  private final Chromium chromium;
  private final Phone phone;
  private final Portal portal;
  private final String number;

  /**
   * @param folder for what is made
   */
  public ClickedCalls(RunningMeterline meterline, Path folder) throws Exception {
    Harbour harbour = new Harbour(meterline);
    Harbour.Customer mine = harbour.customer("10");
    Harbour.Customer desk = harbour.customer("0");
    number = harbour.number(desk);
    phone = harbour.phone(desk);
    phone.onCall(
        dialog -> {
          try {
            dialog.audio().tone(HIGH);
            dialog.answer();
            taken.add(dialog);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    chromium = Chromium.start(voice(folder));
    portal = new Portal(chromium, meterline, Harbour.ADMIN);
    Page page = portal.page();
    page.addInitScript(NOTES);
    portal.open("/softphone");
    page.getByLabel("Phone", new Page.GetByLabelOptions().setExact(true))
        .selectOption(mine.phone().toString());
    portal.button("Connect").click();
    assertThat(page.getByText("Ready", new Page.GetByTextOptions().setExact(true))).isVisible();
    Patience.until("the number is known", LIMIT, () -> placed(2) != null);
  }

  /** Chromium's options for a microphone that hums. */
  private static String[] voice(Path folder) throws IOException {
    byte[] samples = new byte[2 * RATE];
    for (int i = 0; i < RATE; i++) {
      int sample = (int) (8_000 * Math.sin(2 * Math.PI * LOW * i / RATE));
      samples[2 * i] = (byte) sample;
      samples[2 * i + 1] = (byte) (sample >> 8);
    }
    Path file = folder.resolve("hum.wav");
    try (var sound =
        new AudioInputStream(
            new ByteArrayInputStream(samples), new AudioFormat(RATE, 16, 1, true, false), RATE)) {
      AudioSystem.write(sound, AudioFileFormat.Type.WAVE, file.toFile());
    }
    return new String[] {
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      "--use-file-for-fake-audio-capture=" + file
    };
  }

  /**
   * Calls once and hangs up again.
   *
   * @return how many milliseconds after the press of the button it was done, by step, in the order
   *     in which they mostly happen; the last is that both ends hear each other
   */
  public Map<String, Double> call() throws Exception {
    return Objects.requireNonNull(placed(60), "nobody was called");
  }

  /** Null when the phone has not been called in so many seconds. */
  @SuppressWarnings("NullAway") // maps of a page
  private @org.jspecify.annotations.Nullable Map<String, Double> placed(int seconds)
      throws Exception {
    Page page = portal.page();
    page.getByLabel("Number").fill(number);
    portal.button("Call").click();
    Dialog dialog = taken.poll(seconds, TimeUnit.SECONDS);
    if (dialog == null) {
      return null;
    }
    try (dialog) {
      page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("() => 'heard' in notes()")));
      Patience.until(
          "the phone hears the page", LIMIT, () -> dialog.audio().firstSoundNanos() != 0);
      Map<?, ?> notes = (Map<?, ?>) page.evaluate("() => notes()");
      double click = number(notes.get("click"));
      Map<String, Double> done = new LinkedHashMap<>();
      for (String step :
          new String[] {"microphone", "INVITE", "challenge", "answer", "ICE", "DTLS"}) {
        if (notes.get(step) != null) {
          done.put(step, number(notes.get(step)) - click);
        }
      }
      double heard = number(notes.get("heard")) - click;
      double phoneHeard = dialog.audio().firstSoundNanos() / 1e6 + pageMinusOwnClock() - click;
      done.put("the page hears", heard);
      done.put("the phone hears", phoneHeard);
      done.put("both hear", Math.max(heard, phoneHeard));
      portal.button("Hang up").click();
      if (!dialog.awaitEnd(LIMIT)) {
        throw new AssertionError("the phone does not hear of the end");
      }
      portal.button("Call").waitFor();
      return done;
    }
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  /** The page's clock less {@link System#nanoTime}, in milliseconds: of five looks the closest. */
  private double pageMinusOwnClock() {
    double shortest = Double.MAX_VALUE;
    double difference = 0;
    for (int i = 0; i < 5; i++) {
      double before = System.nanoTime() / 1e6;
      double there = number(portal.page().evaluate("() => clock()"));
      double after = System.nanoTime() / 1e6;
      if (after - before < shortest) {
        shortest = after - before;
        difference = there - (before + after) / 2;
      }
    }
    return difference;
  }

  @Override
  public void close() {
    portal.close();
    chromium.close();
    phone.close();
  }
}
