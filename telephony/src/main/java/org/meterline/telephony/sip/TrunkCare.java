package org.meterline.telephony.sip;

import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.address.Hop;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Trunk;

/**
 * Looks after trunks: asks each how it is, by OPTIONS, and keeps the registrations. What it finds
 * is in {@link Health}.
 */
final class TrunkCare {
  /** Whoever takes longer to say how it is, is not well. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** One of several places that says nothing for so long is left for the next one. */
  private static final Duration SILENCE = Duration.ofMillis(900);

  /** A connection over which nothing comes for so long after a question is dead (timer F). */
  private static final Duration DEAD = Duration.ofSeconds(32);

  private final Wire wire;
  private final Supplier<List<Trunk>> trunks;
  private final Health health;
  private final LongSupplier nanos;
  private final Map<String, Question> open = new HashMap<>();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Map<String, TrunkRegistration> registrations = new ConcurrentHashMap<>();

  /**
   * @param nanos a monotonic clock
   */
  TrunkCare(Wire wire, Supplier<List<Trunk>> trunks, Health health, LongSupplier nanos) {
    this.wire = wire;
    this.trunks = trunks;
    this.health = health;
    this.nanos = nanos;
  }

  /** A question that went out, and what closes the connection if nothing comes over it. */
  private record Asked(long since, Runnable giveUp) {}

  /** Does what is due. Returns at once; called again every second or so. */
  synchronized void look() {
    Map<String, Trunk> now = new HashMap<>();
    List<Trunk> all = trunks.get();
    all.forEach(trunk -> health.look(trunk.name()));
    all.stream().filter(t -> t.enabled() && t.speaksSip()).forEach(t -> now.put(t.name(), t));
    open.values().removeIf(Question::isOver);
    for (Asked oldest = asked.peek();
        oldest != null && nanos.getAsLong() - oldest.since() > DEAD.toNanos();
        oldest = asked.peek()) {
      asked.remove().giveUp().run();
    }
    now.values()
        .forEach(
            trunk -> {
              if (!open.containsKey(trunk.name()) && health.due(trunk.name())) {
                var question = new Question(trunk);
                open.put(trunk.name(), question);
                question.ask();
              }
            });
    registrations
        .values()
        .removeIf(
            registration -> {
              Trunk same = now.get(registration.trunk.name());
              boolean gone = !sameRegistration(registration.trunk, same);
              if (gone) {
                registration.close();
              }
              return gone;
            });
    now.values().stream()
        .filter(Trunk::registers)
        .filter(trunk -> registrations.values().stream().noneMatch(r -> isOf(r, trunk)))
        .map(trunk -> new TrunkRegistration(trunk, wire, health, nanos))
        .forEach(registration -> registrations.put(registration.token(), registration));
    registrations.values().forEach(TrunkRegistration::look);
  }

  private static boolean isOf(TrunkRegistration registration, Trunk trunk) {
    return registration.trunk.name().equals(trunk.name());
  }

  private static boolean sameRegistration(Trunk before, @Nullable Trunk now) {
    return now != null
        && now.registers()
        && before.address().equals(now.address())
        && Objects.equals(before.access(), now.access());
  }

  /** The trunk that was told to call us there, as it is now. */
  Optional<Trunk> told(String contact) {
    TrunkRegistration registration = registrations.get(contact);
    return registration == null
        ? Optional.empty()
        : trunks.get().stream()
            .filter(trunk -> trunk.name().equals(registration.trunk.name()))
            .findFirst();
  }

  /** OPTIONS, and what came of it. */
  private final class Question implements Replies {
    private final Trunk trunk;
    private final Place place;
    private final List<Located.Spot> left = new ArrayList<>();
    private Located.@Nullable Spot at;
    private final long began = nanos.getAsLong();
    private long sent;
    private boolean told;

    Question(Trunk trunk) {
      this.trunk = trunk;
      this.place = Place.of(trunk);
    }

    void ask() {
      try {
        wire.threads.execute(
            () -> {
              switch (wire.locator.locate(place)) {
                case Located.Not not -> tell(not.reason());
                case Located.At(List<Located.Spot> spots) -> {
                  found(spots);
                  next();
                }
              }
            });
      } catch (RuntimeException e) {
        tell("it cannot be asked now");
      }
    }

    private synchronized void found(List<Located.Spot> spots) {
      left.addAll(spots);
    }

    private void next() {
      Located.Spot to;
      synchronized (this) {
        if (told || left.isEmpty()) {
          return;
        }
        to = left.removeFirst();
        at = to;
        sent = nanos.getAsLong();
      }
      try {
        Request request =
            wire.request(
                Request.OPTIONS,
                wire.uri("sip:" + trunk.address()),
                wire.callId(),
                1,
                "<sip:meterline@" + wire.hosts.towards(to.address()) + ">;tag=" + Wire.tag(),
                "<sip:" + trunk.place() + ">",
                List.of(),
                Signalling.MAX_FORWARDS,
                trunk.transport());
        request.addHeader(wire.contactHeader(wire.contact(trunk.transport(), to.address())));
        Hop there = HopRouter.of(HopRouter.hop(to, place), trunk.transport());
        asked.add(new Asked(nanos.getAsLong(), wire.flows.asks(there)));
        var _ = wire.send(request, there, this);
      } catch (SipException e) {
        another("it cannot be reached");
      } catch (ParseException | RuntimeException e) {
        tell("its address cannot be used");
      }
    }

    /** Nobody is well where it was asked: it is asked where else it is, or this is told. */
    private void another(String problem) {
      boolean last;
      synchronized (this) {
        last = left.isEmpty();
        if (at != null && !last) {
          wire.locator.failed(at);
        }
      }
      if (last) {
        tell(problem);
      } else {
        next();
      }
    }

    synchronized boolean isOver() {
      long now = nanos.getAsLong();
      if (!told && now - began > PATIENCE.toNanos()) {
        tell("it does not answer");
      } else if (!told && at != null && !left.isEmpty() && now - sent > SILENCE.toNanos()) {
        sent = now;
        wire.threads.execute(() -> another("it does not answer"));
      }
      return told;
    }

    /**
     * @param problem null if there is none
     */
    private synchronized void tell(@Nullable String problem) {
      if (told) {
        return;
      }
      told = true;
      if (problem == null) {
        health.answered(trunk.name());
      } else {
        health.unanswered(trunk.name(), problem);
      }
    }

    /** Even a refusal says that it is there. */
    @Override
    public void responded(Response response, @Nullable ClientTransaction transaction) {
      int status = response.getStatusCode();
      if (status >= 200) {
        boolean out = status == 408 || status == 502 || status == 503 || status == 504;
        if (out) {
          another("it says " + status + " " + response.getReasonPhrase());
        } else {
          tell(null);
        }
      }
    }

    @Override
    public void timedOut(ClientTransaction transaction) {
      tell("it does not answer");
    }
  }
}
