package org.meterline.telephony.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallControl;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.Contacts;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Programs;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Tally;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.media.EmbeddedMediaPlane;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.program.AgiPrograms;
import org.meterline.telephony.program.LaunchedVoice;
import org.meterline.telephony.program.LauncherLink;
import org.meterline.telephony.program.LauncherProcess;
import org.meterline.telephony.registrar.BindingStore;
import org.meterline.telephony.registrar.Bindings;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.relay.RtpengineRelay;
import org.meterline.telephony.sip.BrowserFlows;
import org.meterline.telephony.sip.SipCounters;
import org.meterline.telephony.sip.SipEndpoint;
import org.meterline.telephony.speech.CloudVoice;
import org.meterline.telephony.speech.HttpSounds;
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.speech.SharedWeb;
import org.meterline.telephony.speech.SpeechSettings;
import org.meterline.telephony.speech.Voice;
import org.meterline.telephony.speech.Web;
import org.meterline.telephony.trunk.Health;

/** SIP with its registrar, the embedded media plane, and AGI programs behind their launcher. */
final class StandardHardware implements Hardware {
  private final Bindings bindings;
  private final Health trunks;
  private final Guard guard;
  private final SipCounters sipCounters = new SipCounters();
  private final Identities identities;
  private final SipEndpoint sip;
  private final ModemSignalling modems;
  private final MediaPlane media;
  private final Settings settings;
  private final OwnSounds sounds;
  private final boolean external;
  private final Programs programs = new BuiltInPrograms(this::startExternal);
  private @Nullable LauncherProcess launcher;
  private @Nullable LauncherLink link;
  private @Nullable AgiPrograms agi;
  private @Nullable Voice voice;

  /**
   * @param sounds what tenants handed in
   * @param external whether programs of others are run, which takes a launcher
   */
  StandardHardware(
      Settings settings,
      Directory directory,
      CallEvents events,
      BindingStore store,
      OwnSounds sounds,
      Clock clock,
      boolean external) {
    this.settings = settings;
    this.sounds = sounds;
    this.external = external;
    this.bindings = new Bindings(store, events, clock);
    this.trunks =
        new Health(
            System::nanoTime,
            settings.trunkRest(),
            (trunk, seen) -> events.trunkChanged(trunk, seen, clock.instant()));
    this.guard = new Guard(settings.guard(), clock, System::nanoTime, events::banned);
    this.identities = new Identities(settings.identity(), clock, System::nanoTime);
    this.sip =
        new SipEndpoint(
            settings.sip(), directory, bindings, clock, sipCounters, trunks, guard, identities);
    this.media = media(settings, clock, this::speak, sounds);
    SpeechSettings.Cloud cloud = settings.speech().cloud();
    if (cloud != null) {
      voice = new CloudVoice(cloud, settings.speech().patience());
    }
    this.modems =
        new ModemSignalling(
            settings.modems(), settings.media().here(), clock, new ModemNews(events));
  }

  private static MediaPlane media(Settings settings, Clock clock, Voice voice, OwnSounds sounds) {
    MediaSettings own = settings.media();
    Web web =
        new SharedWeb(
            new HttpSounds(settings.speech(), System::nanoTime),
            SharedWeb.Bounds.usual(settings.speech().patience()),
            System::nanoTime);
    MediaPlane plane = new EmbeddedMediaPlane(own, clock, voice, web, sounds);
    RelaySettings relay = settings.relay();
    if (relay == null) {
      return plane;
    }
    boolean near = relay.ng().getAddress().isLoopbackAddress();
    return new RtpengineRelay(plane, relay, near ? facing(own, relay) : advertised(own, relay));
  }

  /** Where the relay, on this machine, reaches our sockets: on its own family if that is spoken. */
  private static InetAddress facing(MediaSettings own, RelaySettings relay) {
    InetAddress same = own.bind().towards(relay.ng().getAddress());
    return same == null || same.isAnyLocalAddress() ? own.here() : same;
  }

  private static InetAddress advertised(MediaSettings own, RelaySettings relay) {
    InetAddress same = own.advertised().towards(relay.ng().getAddress());
    return same == null ? own.advertised().usual() : same;
  }

  /** Before the first call comes: a sandbox takes its time, and later no process is started. */
  private synchronized void launch() throws IOException {
    Path socket = settings.launcher();
    if (socket == null) {
      launcher = LauncherProcess.start(settings.data().resolve("launcher"));
      socket = launcher.socket();
    }
    link = LauncherLink.to(socket);
    if (voice == null) {
      voice =
          new LaunchedVoice(
              link,
              settings.data().resolve("voice"),
              settings.speech().patience(),
              System::nanoTime);
    }
    agi =
        new AgiPrograms(link, settings.programs(), AgiPrograms::shipped, sounds, System::nanoTime);
  }

  private byte[] speak(String text, String language, @Nullable String name) throws IOException {
    Voice speaking;
    synchronized (this) {
      speaking = voice;
    }
    return (speaking == null ? Voice.NONE : speaking).speak(text, language, name);
  }

  private Programs.Run startExternal(
      Programs.Request request, CallControl call, Consumer<Programs.Event> events) {
    AgiPrograms running;
    synchronized (this) {
      running = agi;
    }
    if (running == null) {
      throw new IllegalStateException("no program launcher runs");
    }
    return running.start(request, call, events);
  }

  @Override
  public Signalling listen(Signalling.Incoming incoming) throws IOException {
    if (external) {
      launch();
    }
    bindings.load();
    try {
      sip.start(incoming);
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
    modems.start(incoming);
    return new Lines(sip, modems);
  }

  /** What tests time themselves. */
  SipEndpoint sip() {
    return sip;
  }

  @Override
  public ModemSignalling modems() {
    return modems;
  }

  @Override
  public Contacts contacts() {
    return bindings;
  }

  @Override
  public Health trunks() {
    return trunks;
  }

  @Override
  public Located locate(Place place) {
    return sip.locate(place);
  }

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public Identities identities() {
    return identities;
  }

  @Override
  public List<Tally> tallies() {
    return Tallies.of(guard.counters(), sipCounters, sip.transactions(), media);
  }

  @Override
  public BrowserFlows browsers() {
    return sip.browsers();
  }

  @Override
  public MediaPlane media() {
    return media;
  }

  @Override
  public Programs programs() {
    return programs;
  }

  @Override
  public boolean ready() {
    return media.ready() && (!external || launched());
  }

  private synchronized boolean launched() {
    return link != null && link.ready();
  }

  @Override
  public int port() {
    return sip.port();
  }

  @Override
  public void close() {
    modems.close();
    sip.close();
    identities.close();
    media.close();
    synchronized (this) {
      if (link != null) {
        link.close();
      }
      if (launcher != null) {
        launcher.close();
      }
    }
    boolean _ = bindings.close(Duration.ofSeconds(5));
  }
}
