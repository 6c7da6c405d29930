package org.meterline.ejb.switchboard;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.meterline.ejb.browser.BrowserDoor;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Tally;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.registrar.BindingStore;
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.trunk.TrunkChoice;

/** What the switchboard wants of the engine. */
interface Telephony {
  /** Takes calls from now on. */
  void start(Ports ports) throws IOException, InterruptedException;

  /** Lets running calls end for a while, then ends them, and stops. */
  void drain() throws InterruptedException;

  /** Whether calls are taken and the first one would be served without delay. */
  boolean ready();

  /** Whether as many calls are carried as ever: a server just started takes longer for each. */
  default boolean rehearsed() {
    return true;
  }

  int callsNow();

  /** What stands between calls' audio and far ends, and how it is. */
  default String relay() {
    return "built in";
  }

  /** Who signs for callers and verifies them; empty while no calls are taken. */
  default Optional<Identities> identities() {
    return Optional.empty();
  }

  /** Whether records know of every call that was begun before the engine's start. */
  default boolean settled() {
    return true;
  }

  /** Begins a call that somebody asks for, or says why not. */
  Optional<Refusal> originate(CallRequest request);

  /** Where browsers' WebSockets are taken; empty while no calls are. */
  Optional<BrowserDoor> browsers();

  /** Runs a verb on a call; empty when the node has no such call. */
  default Optional<CompletableFuture<Outcome<?>>> begin(UUID call, Verb<?> verb, Duration deadline)
      throws InterruptedException {
    return Optional.empty();
  }

  /** The modems of this node; empty while no calls are taken. */
  default Optional<ModemSignalling> modems() {
    return Optional.empty();
  }

  /** Who keeps the internet in bounds; empty while no calls are taken. */
  default Optional<Guard> guard() {
    return Optional.empty();
  }

  /** Where a place is; empty while no calls are taken. */
  default Optional<Located> locate(Place place) {
    return Optional.empty();
  }

  /** What was counted since the start. */
  default List<Tally> tallies() {
    return List.of();
  }

  /** How trunks are and which are tried; empty while no calls are taken. */
  Optional<TrunkChoice> trunks();

  /** False when the call is over. */
  boolean hangUp(UUID call, String reason);

  /** What the engine is given. */
  record Ports(
      Directory directory,
      CallAuthority authority,
      CallJournal journal,
      CallEvents events,
      BindingStore bindings,
      OwnSounds sounds) {}
}
