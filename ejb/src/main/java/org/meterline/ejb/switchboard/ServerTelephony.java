package org.meterline.ejb.switchboard;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.meterline.ejb.browser.BrowserDoor;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Tally;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.server.Engine;
import org.meterline.telephony.server.TelephonyServer;
import org.meterline.telephony.trunk.TrunkChoice;

/** The engine that the telephony module's bean owns. */
final class ServerTelephony implements Telephony {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final TelephonyServer server;
  private final Configuration configuration;

  ServerTelephony(TelephonyServer server, Configuration configuration) {
    this.server = server;
    this.configuration = configuration;
  }

  @Override
  public void start(Ports ports) throws IOException, InterruptedException {
    server.start(
        EngineSettings.of(configuration),
        ports.directory(),
        ports.authority(),
        ports.journal(),
        ports.events(),
        ports.bindings(),
        ports.sounds());
  }

  @Override
  public void drain() throws InterruptedException {
    server.stop(PATIENCE);
  }

  @Override
  public boolean ready() {
    return server.engine().map(Engine::ready).orElse(false);
  }

  @Override
  public boolean rehearsed() {
    return server.engine().map(Engine::rehearsed).orElse(false);
  }

  @Override
  public String relay() {
    return server.engine().map(Engine::relay).orElse("");
  }

  @Override
  public Optional<Identities> identities() {
    return server.engine().map(Engine::identities);
  }

  @Override
  public int callsNow() {
    return server.engine().map(engine -> engine.calls().size()).orElse(0);
  }

  @Override
  public boolean settled() {
    return server.engine().map(Engine::caughtUp).orElse(false);
  }

  @Override
  public Optional<Refusal> originate(CallRequest request) {
    return server
        .engine()
        .map(engine -> engine.originate(request))
        .orElse(Optional.of(EngineDoors.STARTING));
  }

  @Override
  public Optional<BrowserDoor> browsers() {
    return server.engine().filter(Engine::ready).map(engine -> new SipDoor(engine.browsers()));
  }

  @Override
  public Optional<CompletableFuture<Outcome<?>>> begin(UUID call, Verb<?> verb, Duration deadline)
      throws InterruptedException {
    Optional<Engine> engine = server.engine();
    return engine.isEmpty()
        ? Optional.empty()
        : engine.get().begin(new CallId(call), verb, deadline);
  }

  @Override
  public Optional<ModemSignalling> modems() {
    return server.engine().map(Engine::modems);
  }

  @Override
  public Optional<Guard> guard() {
    return server.engine().map(Engine::guard);
  }

  @Override
  public Optional<Located> locate(Place place) {
    return server.engine().map(engine -> engine.locate(place));
  }

  @Override
  public List<Tally> tallies() {
    return server.engine().map(Engine::tallies).orElse(List.of());
  }

  @Override
  public Optional<TrunkChoice> trunks() {
    return server.engine().map(Engine::trunks);
  }

  @Override
  public boolean hangUp(UUID call, String reason) {
    return server.engine().map(engine -> engine.hangUp(new CallId(call), reason)).orElse(false);
  }
}
