package org.meterline.ejb.switchboard;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.browser.BrowserDoor;
import org.meterline.ejb.control.CallCommands;
import org.meterline.ejb.control.CallStarting;
import org.meterline.ejb.guard.GuardDoor;
import org.meterline.ejb.modem.ModemDoor;
import org.meterline.ejb.record.CallEnding;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Tally;
import org.meterline.telephony.modem.ModemSignalling;

/** What a node's engine can be asked for. Before it takes calls, and after, each says so. */
public final class EngineDoors
    implements CallStarting, CallEnding, CallCommands, BrowserDoor, ModemDoor, GuardDoor {
  /** Before calls are taken, and after. */
  static final Refusal STARTING =
      new Refusal("no-room", "This server takes no calls now", 503, true);

  private final String node;
  private volatile @Nullable Telephony telephony;

  EngineDoors(String node) {
    this.node = node;
  }

  /** From now on calls are taken. */
  void open(Telephony engine) {
    telephony = engine;
  }

  /** Empty until calls are taken. */
  Optional<Telephony> engine() {
    return Optional.ofNullable(telephony);
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public boolean settled() {
    return engine().map(Telephony::settled).orElse(false);
  }

  @Override
  public Optional<Refusal> originate(CallRequest request) {
    return engine().map(engine -> engine.originate(request)).orElse(Optional.of(STARTING));
  }

  @Override
  public Optional<CompletableFuture<Outcome<?>>> begin(UUID call, Verb<?> verb, Duration deadline)
      throws InterruptedException {
    Telephony engine = telephony;
    return engine == null ? Optional.empty() : engine.begin(call, verb, deadline);
  }

  @Override
  public boolean hangUp(UUID call, String reason) {
    return engine().map(engine -> engine.hangUp(call, reason)).orElse(false);
  }

  @Override
  public Optional<ModemSignalling> modems() {
    return engine().flatMap(Telephony::modems);
  }

  @Override
  public Optional<Guard> guard() {
    return engine().flatMap(Telephony::guard);
  }

  @Override
  public List<Tally> tallies() {
    return engine().map(Telephony::tallies).orElse(List.of());
  }

  @Override
  public boolean allows(String domain, String origin) {
    return browsers().map(door -> door.allows(domain, origin)).orElse(false);
  }

  @Override
  public Optional<Frames> open(String domain, InetSocketAddress peer, Socket socket) {
    return browsers().flatMap(door -> door.open(domain, peer, socket));
  }

  private Optional<BrowserDoor> browsers() {
    return engine().flatMap(Telephony::browsers);
  }
}
