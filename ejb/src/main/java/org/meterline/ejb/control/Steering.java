package org.meterline.ejb.control;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.AGENT;

import com.fasterxml.uuid.Generators;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.LiveCall;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.record.Operation;
import org.meterline.ejb.refusal.IdempotencyKey;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.Verb;

/**
 * Doing something with a live call of this node. It goes on by itself; its end is told to those who
 * follow the tenant. Needs no database, and may be waited for: so it is no bean of a pool.
 */
public final class Steering {
  /** What a refusal is called of a call that is not live here. */
  public static final String OVER = "call-is-over";

  /** A request does not wait longer. */
  private static final int LONGEST_WAIT = 60;

  private final CallCommands commands;
  private final LiveCalls live;
  private final Operations operations;
  private final Clock clock;

  public Steering(CallCommands commands, LiveCalls live, Operations operations, Clock clock) {
    this.commands = commands;
    this.live = live;
    this.operations = operations;
    this.clock = clock;
  }

  /**
   * What is to be done.
   *
   * @param name the verb's, for people
   * @param deadline after which it is cut
   */
  public record Wish(String name, Verb<?> verb, Duration deadline) {}

  /**
   * Does it.
   *
   * @param key with which it is done once; null when it may be done again
   * @param wait so many seconds its end is waited for, at most
   * @return with its outcome if it is over by then
   * @throws Refused 409 {@code call-is-over}, of whatever is not live; with what the call says
   *     against it, such as {@code busy}; 422 {@code idempotency-key-reused}
   */
  public Operation run(Caller caller, UUID call, Wish wish, @Nullable String key, int wait) {
    caller.mustBe(ADMIN, AGENT);
    LiveCall seen =
        live.find(call)
            .filter(each -> each.mayBeSeenBy(caller.tenant().id(), SeenWallets.ALL))
            .orElseThrow(() -> Refused.conflict(OVER, "The call is not live here."));
    if (key != null) {
      IdempotencyKey.check(key);
    }
    if (wait < 0 || wait > LONGEST_WAIT) {
      throw Refused.invalid("wait", "must be between 0 and " + LONGEST_WAIT);
    }
    var made =
        new Operations.Running(
            wish.verb(),
            Generators.timeBasedEpochGenerator().generate(),
            new CompletableFuture<>());
    UUID tenant = caller.tenant().id();
    Operations.Running running = key == null ? made : operations.put(tenant, call, key, made);
    if (!running.what().equals(wish.verb())) {
      throw IdempotencyKey.reused();
    }
    try {
      if (running.id().equals(made.id())) {
        begin(seen, wish, made, key);
      }
      return awaited(call, wish, running, wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("going-down", 503, "This server is going down.", true);
    }
  }

  /** What comes to nothing leaves its key free, and tells who waits for it with the same key. */
  private void begin(LiveCall seen, Wish wish, Operations.Running made, @Nullable String key)
      throws InterruptedException {
    try {
      begin(seen, wish, made);
    } catch (InterruptedException | RuntimeException e) {
      if (key != null) {
        operations.forget(seen.tenant(), seen.id(), key);
      }
      made.end().completeExceptionally(e);
      throw e;
    }
  }

  private void begin(LiveCall seen, Wish wish, Operations.Running made)
      throws InterruptedException {
    CompletableFuture<Outcome<?>> outcome =
        commands
            .begin(seen.id(), wish.verb(), wish.deadline())
            .orElseThrow(() -> Refused.conflict(OVER, "The call is over."));
    if (outcome.getNow(null) instanceof Outcome.Refused<?>(Refusal why)) {
      int status = why.sipStatus() == 404 || why.sipStatus() == 422 ? why.sipStatus() : 409;
      String said = why.detail().endsWith(".") ? why.detail() : why.detail() + ".";
      throw new Refused(why.code(), status, said, why.retry());
    }
    var _ =
        outcome.thenAccept(
            end -> {
              var operation = new Operation(made.id(), seen.id(), wish.name(), end);
              live.ended(seen, operation, clock.instant());
              made.end().complete(operation);
            });
  }

  private static Operation awaited(UUID call, Wish wish, Operations.Running running, int wait)
      throws InterruptedException {
    try {
      return running.end().get(wait, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return new Operation(running.id(), call, wish.name(), null);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refused refused) {
        throw refused;
      }
      throw new IllegalStateException("it was not begun", e);
    }
  }
}
