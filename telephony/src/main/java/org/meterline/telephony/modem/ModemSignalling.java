package org.meterline.telephony.modem;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallTime;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/**
 * The modems that are plugged in here, as signalling: a target {@code sip:<number>@<modem>} over
 * the transport {@code modem} is dialled, and who calls a modem's number arrives as over a trunk of
 * its name. Safe for many threads.
 */
public final class ModemSignalling implements Signalling, AutoCloseable {
  /** The transport of targets and trunks that modems are. */
  public static final String TRANSPORT = Trunk.MODEM;

  private static final Pattern TARGET =
      Pattern.compile("sip:(\\+?[0-9*#]{1,32})@([a-z0-9-]{1,63})(?:[:;].*)?");

  private record Running(Modem modem, ExecutorService thread) {}

  private final List<ModemSettings> settings;
  private final SerialPorts ports;
  private final InetAddress media;
  private final InstantSource clock;
  private final ModemEvents events;
  private final Map<String, Running> modems = new LinkedHashMap<>();
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("modem-timers").factory());

  /** Nobody hears what happens. */
  ModemSignalling(List<ModemSettings> settings, InetAddress media, InstantSource clock) {
    this(settings, media, clock, ModemEvents.NONE);
  }

  /**
   * @param media the address that the media plane's sockets are bound to
   */
  public ModemSignalling(
      List<ModemSettings> settings, InetAddress media, InstantSource clock, ModemEvents events) {
    this.settings = List.copyOf(settings);
    this.ports = new MachinePorts();
    this.media = media.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : media;
    this.clock = clock;
    this.events = events;
    timers.setRemoveOnCancelPolicy(true);
    timers.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Opens the ports, and goes on trying. */
  public synchronized void start(Incoming incoming) {
    CallTime time =
        new CallTime(
            clock,
            System::nanoTime,
            (delay, action) -> {
              Future<?> due = timers.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
              return () -> due.cancel(false);
            });
    for (ModemSettings each : settings) {
      ExecutorService thread =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("modem-" + each.name()).factory());
      Modem modem = new Modem(each, ports, media, time, new Quiet(thread), incoming, events);
      modems.put(each.name(), new Running(modem, thread));
      modem.post(modem::open);
    }
  }

  /** What comes after the end is left alone. */
  private record Quiet(ExecutorService thread) implements java.util.concurrent.Executor {
    @Override
    public void execute(Runnable action) {
      try {
        thread.execute(action);
      } catch (java.util.concurrent.RejectedExecutionException e) {
        // The modem is closed.
      }
    }
  }

  private synchronized Optional<Modem> modem(String name) {
    return Optional.ofNullable(modems.get(name)).map(Running::modem);
  }

  /** How the modems are, in the order of their settings. */
  public synchronized List<ModemStatus> statuses() {
    List<ModemStatus> all = new ArrayList<>();
    modems.values().forEach(running -> all.add(running.modem().status()));
    return all;
  }

  /**
   * Sends a text message.
   *
   * @return done once the network took it: empty, or why it was not sent
   */
  public CompletableFuture<Optional<String>> send(String name, String number, String text) {
    Optional<Modem> with = modem(name);
    if (with.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.of("There is no modem " + name));
    }
    CompletableFuture<Optional<String>> done = new CompletableFuture<>();
    Modem modem = with.get();
    modem.post(
        () -> {
          CompletableFuture<Void> _ = modem.send(number, text).thenAccept(done::complete);
        });
    return done;
  }

  /** What the modem received and keeps. */
  public List<TextMessage> inbox(String name) {
    return modem(name).map(modem -> modem.messages().inbox()).orElse(List.of());
  }

  /** Takes a message off the modem. */
  public void remove(String name, int message) {
    modem(name).ifPresent(modem -> modem.post(() -> modem.messages().remove(message)));
  }

  @Override
  public Leg invite(Invitation invitation, Consumer<Event> events) {
    String uri = invitation.targets().isEmpty() ? "" : invitation.targets().getFirst().uri();
    Matcher target = TARGET.matcher(uri);
    Optional<Modem> with = target.matches() ? modem(target.group(2)) : Optional.empty();
    if (with.isEmpty()) {
      events.accept(new Event.Failed(503, "There is no such modem here: " + uri));
      return new NoLeg(invitation.leg());
    }
    Modem modem = with.get();
    try {
      ModemLeg leg = modem.calls().make(invitation.leg(), false, target.group(1), events);
      modem.post(() -> modem.calls().dial(leg, invitation.offer(), false));
      return leg;
    } catch (IOException e) {
      events.accept(new Event.Failed(503, "There is no port for its sound: " + e.getMessage()));
      return new NoLeg(invitation.leg());
    }
  }

  /** Dials without an engine, even if there is no port for sound. */
  Leg tryDialling(String name, String number, TrialCall call) throws IOException {
    Modem modem = modem(name).orElseThrow();
    ModemLeg leg = modem.calls().make(LegId.mint(), false, number, call);
    Sdp offer = call.offer();
    modem.post(() -> modem.calls().dial(leg, offer, true));
    return leg;
  }

  /** What a modem leads to; null: not known yet, or there is none. */
  @Nullable ModemKind kind(String name) {
    return modem(name).map(modem -> modem.status().kind()).orElse(null);
  }

  /** A modem hangs up whenever its port is opened: nothing is left to end. */
  @Override
  public void bye(DialogIdentity dialog, Trunk.@Nullable Access account, String reason) {}

  @Override
  public synchronized void close() {
    for (Running each : modems.values()) {
      each.modem().post(each.modem()::close);
      each.thread().shutdown();
    }
    try {
      for (Running each : modems.values()) {
        boolean _ = each.thread().awaitTermination(2, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timers.shutdownNow();
  }
}
