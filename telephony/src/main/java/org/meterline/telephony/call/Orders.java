package org.meterline.telephony.call;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.function.Function;
import org.meterline.telephony.call.Beginning.Order;

/**
 * Looks into requests for calls before anything is made for them, and remembers those that were
 * taken, so that none is taken twice. Safe for many threads.
 */
final class Orders {
  /** The last ones: whoever asks again later finds the call's record. */
  private static final int REMEMBERED = 10_000;

  private final CallPorts ports;
  private final Directory directory;
  private final LinkedHashSet<CallId> taken = new LinkedHashSet<>();

  Orders(CallPorts ports) {
    this.ports = ports;
    this.directory = ports.directory();
  }

  /**
   * Has the call begun, unless it was before or something speaks against it.
   *
   * @param begin begins it at once, or says why not
   * @return why not
   */
  synchronized Optional<Refusal> take(
      CallRequest request, Function<Order, Optional<Refusal>> begin) {
    if (taken.contains(request.call())) {
      return Optional.empty();
    }
    Optional<Refusal> refusal = look(request, begin);
    if (refusal.isEmpty()) {
      if (taken.size() >= REMEMBERED) {
        taken.removeFirst();
      }
      taken.add(request.call());
    }
    return refusal;
  }

  private Optional<Refusal> look(CallRequest request, Function<Order, Optional<Refusal>> begin) {
    if (!ports.facts().accepting()) {
      return Optional.of(Refusals.JOURNAL_FULL);
    }
    String account = request.account();
    if (account != null && directory.account(request.domain(), account).isEmpty()) {
      return Optional.of(Refusals.noAccount(account));
    }
    return found(
        request,
        request.first(),
        first ->
            first.to() instanceof Destination.Steered
                ? Optional.of(Refusals.PROGRAM_FIRST)
                : switch (request.then()) {
                  case CallRequest.Party party ->
                      found(request, party, then -> shown(new Order(request, first, then), begin));
                  case CallRequest.Application verbs ->
                      shown(new Order(request, first, first), begin);
                  case CallRequest.Announcement told -> told(request, first, begin);
                });
  }

  private Optional<Refusal> told(
      CallRequest request, Callee first, Function<Order, Optional<Refusal>> begin) {
    return first.to() instanceof Destination.Outside
        ? shown(new Order(request, first, first), begin)
        : Optional.of(Refusals.noDestination(first.dialled(), "it is not outside"));
  }

  private Optional<Refusal> found(
      CallRequest request, CallRequest.Party party, Function<Callee, Optional<Refusal>> then) {
    return switch (directory.find(request.domain(), party.dialled())) {
      case Destination.Unknown(String why) ->
          Optional.of(Refusals.noDestination(party.dialled(), why));
      case Destination.Emergency emergency -> Optional.of(Refusals.EMERGENCY);
      case Destination.Found found -> then.apply(new Callee(party.dialled(), found));
    };
  }

  private Optional<Refusal> shown(Order order, Function<Order, Optional<Refusal>> begin) {
    String shownFirst = order.request().first().callerId();
    String shownThen = order.request().other().callerId();
    return Outgoing.toFirst(order, ports).mayShow(shownFirst, order.first().to())
            && Outgoing.toOther(order, ports).mayShow(shownThen, order.then().to())
        ? begin.apply(order)
        : Optional.of(Refusals.NOT_YOURS);
  }
}
