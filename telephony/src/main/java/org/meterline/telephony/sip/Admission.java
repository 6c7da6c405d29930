package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sip.address.URI;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Offence;
import org.meterline.telephony.trunk.Trunk;

/**
 * Who may register and who may call. Everything is answered from memory, and refusals without a
 * transaction, so a stranger costs little.
 */
final class Admission {
  private final Wire wire;
  private final Callers callers;
  private final Refusing refusing;
  private final Authenticator authenticator;
  private final Registrar registrar;
  private final Signalling.Incoming incoming;
  private final CallingParty party;
  private final Guard guard;

  Admission(
      Wire wire,
      Callers callers,
      CallingParty party,
      Refusing refusing,
      Authenticator authenticator,
      Registrar registrar,
      Signalling.Incoming incoming,
      Guard guard) {
    this.wire = wire;
    this.guard = guard;
    this.callers = callers;
    this.refusing = refusing;
    this.authenticator = authenticator;
    this.registrar = registrar;
    this.incoming = incoming;
    this.party = party;
  }

  void register(Request request) {
    URI record = ((ToHeader) request.getHeader(ToHeader.NAME)).getAddress().getURI();
    Optional<Domain> domain = callers.served(request.getRequestURI());
    if (domain.isEmpty() && wire.here.isHostOf(request.getRequestURI())) {
      domain = callers.served(record);
    }
    Domain realm = domain.orElseGet(() -> stranger(request, request.getRequestURI()));
    if (elsewhere(request, realm)) {
      return;
    }
    switch (authenticator.registering(request, realm)) {
      case Authenticator.Verdict.Challenge challenge ->
          wire.answer(request, authenticator.challenge(request, realm, false, challenge.stale()));
      case Authenticator.Verdict.Denied denied ->
          refusing.refuse(request, 403, "Not with this password");
      case Authenticator.Verdict.Ignored ignored -> {}
      case Authenticator.Verdict.Known known -> {
        if (!known.account().user().equals(Registrar.user(request))) {
          refusing.refuse(request, 403, "Not for another account");
          return;
        }
        registrar.register(request, realm, known.account().user());
      }
    }
  }

  /**
   * @param help whether it passes although there is too much to do
   */
  void invite(Request request, Help help, Supplier<@Nullable UasTransaction> transaction) {
    if (unreadable(request)) {
      return;
    }
    Optional<Trunk> trunk = callers.trunk(request);
    if (trunk.isPresent()) {
      FlowChannel flow = FlowChannel.of(request);
      if (flow != null) {
        flow.recognized();
      }
      begin(
          request,
          transaction,
          new Origin.Carrier(trunk.get().name()),
          new Domain(Callers.host(request.getRequestURI())),
          dialled -> party.overTrunk(request, dialled, trunk.get()));
      return;
    }
    URI named = callers.named(request);
    Optional<Domain> domain = callers.served(named);
    Domain realm = domain.orElseGet(() -> stranger(request, named));
    if (elsewhere(request, realm)) {
      return;
    }
    switch (authenticator.calling(request, realm)) {
      case Authenticator.Verdict.Challenge challenge -> {
        if (guard.load().ask() || help.passes()) {
          wire.answer(request, authenticator.challenge(request, realm, true, challenge.stale()));
        } else {
          refusing.busy(request);
        }
      }
      case Authenticator.Verdict.Denied denied ->
          refusing.refuse(request, 403, "Not with this password");
      case Authenticator.Verdict.Ignored ignored -> {}
      case Authenticator.Verdict.Known known -> {
        String user = known.account().user();
        var origin = new Origin.Phone(realm, user);
        URI from = Callers.from(request);
        if (!user.equals(Fields.user(from)) && !CallingParty.hides(from)) {
          refuse(request, 403, "Not under another name", origin);
        } else if (!wire.here.reaches(request.getRequestURI(), realm)) {
          refuse(request, 404, "This domain is not served for you", origin);
        } else {
          begin(
              request,
              transaction,
              origin,
              realm,
              dialled -> party.ofAccount(request, dialled, user));
        }
      }
    }
  }

  /**
   * The domain that a stranger names, which is not served. They are asked for a password as all
   * are, and refused as if it were wrong: who asks learns nothing of which domains there are.
   */
  private Domain stranger(Request request, URI named) {
    guard.offended(Fields.sourceAddress(request), Offence.UNKNOWN_DOMAIN);
    return new Domain(Callers.host(named));
  }

  private void begin(
      Request request,
      Supplier<@Nullable UasTransaction> transaction,
      Origin origin,
      Domain domain,
      Function<String, Signalling.Introduction> introduction) {
    String dialled = callers.called(request, origin);
    if (dialled.isEmpty()) {
      refuse(request, 404, "Nobody is named", origin);
      return;
    }
    if (!guard.load().take() && !callers.emergency(request, origin)) {
      refusing.busy(request, origin);
      return;
    }
    Optional<String> full = incoming.full(origin, domain, dialled);
    if (full.isPresent()) {
      Response busy = Responses.refusal(503, Q850.CONGESTION, request, Wire.tag(), full.get());
      busy.addHeader(Wire.header("Retry-After", "5"));
      refusing.refuse(request, busy, origin);
      return;
    }
    List<String> places = Fields.values(request, "Replaces");
    Optional<Replaces> replaces = places.stream().findFirst().flatMap(Replaces::of);
    if (places.size() > 1 || (places.size() == 1 && replaces.isEmpty())) {
      refuse(request, 400, "Replaces names one dialog, and whole", origin);
      return;
    }
    Optional<LegId> replaced = replaces.flatMap(wire.dialogs::replaced);
    if (replaces.isPresent() && (replaced.isEmpty() || !(origin instanceof Origin.Phone))) {
      refuse(request, 481, "The talk that is to be replaced is not known", origin);
      return;
    }
    Response tooBrief = SessionTimer.tooBrief(wire, request);
    if (tooBrief != null) {
      refusing.refuse(request, tooBrief, origin);
      return;
    }
    Optional<Trunk> over =
        origin instanceof Origin.Carrier ? callers.trunk(request) : Optional.empty();
    SipDialog dialog;
    try {
      dialog = SipDialog.incoming(wire, request, Wire.tag(), tie(over, request));
    } catch (ParseException e) {
      refuse(request, 400, "An INVITE has a Contact", origin);
      return;
    }
    UasTransaction own = transaction.get();
    if (own == null) {
      return;
    }
    // Over UDP anybody may write as a trunk, and name a Contact that asks us for its password.
    InetAddress peer = dialog.peer();
    boolean there = Objects.equals(peer, Fields.sourceAddress(request));
    Trunk.Access account =
        over.filter(trunk -> there || callers.isAt(trunk, peer)).map(Trunk::access).orElse(null);
    var leg = new IncomingLeg(wire, request, own, dialog, domain, account);
    if (!wire.dialogs.add(request, leg)) {
      leg.merged();
      return;
    }
    Signalling.Introduction said = introduction.apply(dialled);
    boolean earlyOnly = replaces.isPresent() && replaces.get().earlyOnly();
    Signalling.Replaced place =
        replaced.map(talk -> new Signalling.Replaced(talk, earlyOnly)).orElse(null);
    leg.begin(
        (offer, ladder) ->
            incoming.invited(
                new Signalling.Arrival(leg, origin, domain, said, place, offer, ladder)));
  }

  /** A phone, and a tenant's trunk, must not have us send to others; an edge knows the ways. */
  private SipDialog.Tie tie(Optional<Trunk> over, Request request) {
    if (over.isPresent()) {
      return over.get().outside() ? SipDialog.Tie.PLACE : SipDialog.Tie.ROUTES;
    }
    return wire.isEdge(Fields.sourceAddress(request)) ? SipDialog.Tie.ROUTES : SipDialog.Tie.SENDER;
  }

  /** Refuses what lacks a From tag or brings a body that is no session description. */
  private boolean unreadable(Request request) {
    if (Fields.fromTag(request).isEmpty()) {
      refusing.refuse(request, 400, "From has no tag");
      return true;
    }
    byte[] content = request.getRawContent();
    boolean described = content != null && content.length > 0;
    boolean encoded = request.getHeader("Content-Encoding") != null;
    if (!described || (!encoded && Body.of(request).understood())) {
      return false;
    }
    if (request.getHeader(ContentTypeHeader.NAME) == null) {
      refusing.refuse(request, 400, "A body has a Content-Type");
    } else {
      Response no =
          Responses.refusal(
              415,
              request,
              Wire.tag(),
              "A body is application/sdp, or has it as a part, and is not encoded");
      no.addHeader(Wire.header("Accept", Body.ACCEPTED));
      refusing.refuse(request, no);
    }
    return true;
  }

  private void refuse(Request request, int status, String reason, Origin origin) {
    refusing.refuse(request, Responses.refusal(status, request, Wire.tag(), reason), origin);
  }

  /** Refuses what comes over a WebSocket that was let in for another domain. */
  private boolean elsewhere(Request request, Domain domain) {
    FlowChannel flow = FlowChannel.of(request);
    if (flow == null || flow.admits(domain)) {
      return false;
    }
    refusing.refuse(request, 403, "This connection is for another domain");
    return true;
  }
}
