package org.meterline.ejb.record;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.TextMessage;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.trunk.Health;

/** The calls of this node as they are now, and who wants to hear of changes. In memory only. */
public final class LiveCalls implements CallEvents {
  private final Function<Domain, Optional<Tenant>> tenants;
  private final Phones phones;
  private final Trunks trunks;
  private final Map<UUID, LiveCall> calls = new ConcurrentHashMap<>();
  private final Map<UUID, EventStream> streams = new ConcurrentHashMap<>();

  /** What has to be known of accounts; answers from memory. */
  public interface Phones {
    Optional<UUID> phone(Domain domain, String user);

    @Nullable UUID wallet(Domain domain, String user);
  }

  /** Whose trunks are; answers from memory. */
  @FunctionalInterface
  public interface Trunks {
    Optional<Owned> trunk(String name);

    /**
     * @param owner the tenant whose trunk it is; null: the operator's
     */
    record Owned(UUID id, @Nullable UUID owner) {}
  }

  public LiveCalls(Function<Domain, Optional<Tenant>> tenants, Phones phones, Trunks trunks) {
    this.tenants = tenants;
    this.phones = phones;
    this.trunks = trunks;
  }

  @Override
  public void changed(Snapshot call) {
    tenants.apply(call.domain()).ifPresent(tenant -> changed(tenant.id(), call));
  }

  private void changed(UUID tenant, Snapshot call) {
    Set<UUID> wallets = new HashSet<>();
    String askedBy = null;
    switch (call.from()) {
      case Origin.Phone phone -> add(wallets, phones.wallet(phone.domain(), phone.user()));
      case Origin.Desk desk -> {
        String user = desk.user();
        add(wallets, phones.wallet(desk.domain(), user == null ? call.caller() : user));
        askedBy = desk.by();
      }
      case Origin.Carrier carrier -> {}
      case Origin.Stranger stranger -> {}
    }
    String callee = call.callee();
    if (callee != null) {
      add(wallets, phones.wallet(call.domain(), callee));
    }
    LiveCall live =
        new LiveCall(
            call.call().value(),
            tenant,
            Direction.of(call.from(), call.caller(), callee),
            call.caller(),
            call.dialled(),
            callee,
            call.state(),
            call.reason(),
            call.began(),
            call.answered(),
            call.at(),
            askedBy,
            call.verification(),
            wallets);
    boolean first =
        call.state() == CallState.ENDED
            ? calls.remove(live.id()) == null
            : calls.put(live.id(), live) == null;
    tell(new Happening.CallChanged(live, first));
  }

  @Override
  public void happened(CallId call, Domain domain, Instant at, Detail what) {
    LiveCall live = calls.get(call.value());
    if (live == null) {
      return;
    }
    if (what instanceof Detail.Emergency emergency) {
      tell(new Happening.EmergencyCalled(live.tenant(), live, at, emergency));
      tell(new Happening.EmergencyCalled(OperatorBook.ID, live, at, emergency));
    } else {
      tell(new Happening.CallDetail(live, at, what));
    }
  }

  /** What was done with the call is over. */
  public void ended(LiveCall call, Operation operation, Instant at) {
    tell(new Happening.OperationEnded(call, operation, at));
  }

  private static void add(Set<UUID> wallets, @Nullable UUID wallet) {
    if (wallet != null) {
      wallets.add(wallet);
    }
  }

  @Override
  public void registered(Binding binding, boolean registered) {
    Optional<Tenant> tenant = tenants.apply(binding.domain());
    Optional<UUID> phone = phones.phone(binding.domain(), binding.user());
    if (tenant.isPresent() && phone.isPresent()) {
      tell(
          new Happening.PhoneRegistered(
              tenant.get().id(),
              phone.get(),
              binding.user(),
              binding.contact(),
              registered,
              phones.wallet(binding.domain(), binding.user())));
    }
  }

  @Override
  public void banned(Ban ban) {
    tell(new Happening.SourceBanned(OperatorBook.ID, ban));
  }

  @Override
  public void trunkChanged(String name, Health.Seen seen, Instant at) {
    trunks
        .trunk(name)
        .ifPresent(
            trunk -> {
              UUID owner = Objects.requireNonNullElse(trunk.owner(), OperatorBook.ID);
              tell(new Happening.TrunkChanged(owner, trunk.id(), name, seen, at));
            });
  }

  @Override
  public void modemChanged(ModemStatus modem, Instant at) {
    tell(new Happening.ModemChanged(OperatorBook.ID, modem, at));
  }

  @Override
  public void messageReceived(ModemStatus modem, TextMessage message, Instant at) {
    tell(new Happening.MessageReceived(OperatorBook.ID, modem, message, at));
  }

  /** To be called after the commit. */
  public void recorded(UUID tenant, UUID call) {
    tell(new Happening.CallRecorded(tenant, call));
  }

  /** To be called after the commit. */
  public void walletChanged(UUID tenant, UUID wallet) {
    tell(new Happening.WalletChanged(tenant, wallet));
  }

  /** To be called after the commit. */
  public void limitNews(UUID tenant, String type, String subject, String data) {
    tell(new Happening.LimitNews(tenant, type, subject, data));
  }

  /** The call as it is now, if it is live on this node. */
  public Optional<LiveCall> find(UUID call) {
    return Optional.ofNullable(calls.get(call));
  }

  /** All live calls of the tenant. */
  public List<LiveCall> of(UUID tenant) {
    return calls.values().stream().filter(c -> c.tenant().equals(tenant)).toList();
  }

  /**
   * Tells of everything that happens in the tenant until closed.
   *
   * @param listener must return at once
   */
  public Subscription subscribe(UUID tenant, Consumer<Happening> listener) {
    EventStream stream = stream(tenant);
    Consumer<Happened> ears = happened -> listener.accept(happened.what());
    stream.listen(ears);
    return () -> stream.forget(ears);
  }

  /**
   * The same with what happened since; see {@link EventStream#follow}.
   *
   * @param after the id of the last event that was heard; null for none
   * @param listener must return at once
   */
  public Subscription follow(UUID tenant, @Nullable String after, Consumer<Happened> listener) {
    EventStream stream = stream(tenant);
    stream.follow(after, listener);
    return () -> stream.forget(listener);
  }

  private EventStream stream(UUID tenant) {
    return streams.computeIfAbsent(tenant, EventStream::new);
  }

  /** Whether anybody watches the tenant, or may come back to. */
  public boolean watched(UUID tenant) {
    EventStream stream = streams.get(tenant);
    return stream != null && stream.watched();
  }

  private void tell(Happening happening) {
    EventStream stream = streams.get(happening.tenant());
    if (stream != null) {
      stream.tell(happening);
    }
  }

  /** Ends by being closed. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
