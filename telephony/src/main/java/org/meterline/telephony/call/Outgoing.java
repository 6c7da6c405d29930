package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.identity.Attestation;
import org.meterline.telephony.identity.Verification;
import org.meterline.telephony.identity.Vouched;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Transport;
import org.meterline.telephony.trunk.Trunk;

/** What the callee of a call's outgoing legs sees, and where their INVITEs go. */
final class Outgoing {
  /** What is shown goes into a header: nothing that could end it. */
  private static final Pattern NUMBER = Pattern.compile("[+0-9A-Za-z*#._-]{1,64}");

  private static final int NAME_MOST = 80;
  private static final String ANONYMOUS = "anonymous";

  private final Directory directory;
  private final Contacts contacts;
  private final Domain domain;
  private final Origin from;
  private final String caller;
  private final String dialled;
  private final @Nullable String displayName;
  private final int hops;
  private final boolean withheld;
  private final @Nullable String redirectedFrom;
  private @Nullable String chosen;
  private @Nullable String chosenName;
  private boolean chosenOutside;
  private @Nullable Verification verified;
  private List<String> identities = List.of();

  /**
   * @param caller who calls, and {@code dialled} whom
   * @param displayName of the caller
   * @param hops how many are left (RFC 3261, section 8.1.1.6)
   */
  private Outgoing(
      CallPorts ports,
      Beginning how,
      String caller,
      String dialled,
      @Nullable String displayName,
      int hops) {
    this.directory = ports.directory();
    this.contacts = ports.contacts();
    this.domain = how.domain();
    this.from = how.from();
    this.caller = caller;
    this.dialled = dialled;
    this.displayName = displayName;
    this.hops = hops;
    this.withheld = how.introduction().withheld();
    this.redirectedFrom = how.introduction().redirectedFrom();
  }

  /** For those whom the caller calls. */
  static Outgoing of(Beginning.Invite how, CallPorts ports) {
    Signalling.Introduction introduction = how.introduction();
    return new Outgoing(
        ports,
        how,
        introduction.caller(),
        introduction.dialled(),
        introduction.displayName(),
        how.leg().maxForwards());
  }

  /** For who is called first when a call is asked for. */
  static Outgoing toFirst(Beginning.Order order, CallPorts ports) {
    return asked(order, order.first(), order.request().first(), order.then(), ports);
  }

  /** For who is called then. */
  static Outgoing toOther(Beginning.Order order, CallPorts ports) {
    return asked(order, order.then(), order.request().other(), order.first(), ports);
  }

  /** One party sees the other, and one alone whose call it is, unless wished else. */
  private static Outgoing asked(
      Beginning.Order order,
      Callee callee,
      CallRequest.Party party,
      Callee other,
      CallPorts ports) {
    CallRequest request = order.request();
    boolean alone = request.then() instanceof CallRequest.Application;
    String suits = alone && request.account() != null ? request.account() : other.name();
    Outgoing outgoing =
        new Outgoing(ports, order, suits, callee.dialled(), null, Signalling.MAX_FORWARDS);
    outgoing.show(party.callerId() == null ? suits : party.callerId(), null);
    return outgoing;
  }

  private Outgoing(Outgoing other) {
    this.directory = other.directory;
    this.contacts = other.contacts;
    this.domain = other.domain;
    this.from = other.from;
    this.caller = other.caller;
    this.dialled = other.dialled;
    this.displayName = other.displayName;
    this.hops = other.hops;
    this.withheld = other.withheld;
    this.redirectedFrom = other.redirectedFrom;
    this.chosen = other.chosen;
    this.chosenName = other.chosenName;
    this.chosenOutside = other.chosenOutside;
    this.verified = other.verified;
    this.identities = other.identities;
  }

  /**
   * Who called was looked into.
   *
   * @param came the Identity headers that the call came in with
   */
  void verified(Verification found, List<String> came) {
    verified = found;
    identities = found.passed() ? came : List.of();
  }

  /** The same for one leg that shows this number, if it may; null: as it is. */
  Optional<Outgoing> showing(@Nullable String number) {
    if (number == null) {
      return Optional.of(this);
    }
    Outgoing own = new Outgoing(this);
    return own.show(number, null) ? Optional.of(own) : Optional.empty();
  }

  /** Whether who is called there may be shown the number by who asks for a call. */
  boolean mayShow(@Nullable String number, Destination.Found to) {
    if (number == null) {
      return true;
    }
    return to instanceof Destination.Outside
        ? isTenants(number) && E164.parse(number).isPresent()
        : isTenants(number) || number.equals(caller);
  }

  /**
   * Shows these from now on; null leaves what is shown as it is. False, and nothing changes, when
   * the number is not the tenant's. Carriers are shown it only if it is a number of the world.
   */
  boolean show(@Nullable String number, @Nullable String name) {
    if (number != null) {
      boolean ours = isTenants(number);
      if (!ours && !number.equals(caller)) {
        return false;
      }
      chosen = number;
      chosenOutside = ours && E164.parse(number).isPresent();
    }
    chosenName = name == null ? chosenName : name.substring(0, Math.min(name.length(), NAME_MOST));
    return true;
  }

  private boolean isTenants(String number) {
    return NUMBER.matcher(number).matches() && (isClaimed(number) || isInside(number));
  }

  private boolean isClaimed(String number) {
    return E164.parse(number).map(this::isTenants).orElse(false);
  }

  private boolean isTenants(E164 number) {
    return directory.claim(domain, number) != Directory.Claim.NONE;
  }

  /** Whether another leg may follow from this call: else it runs in a loop (483). */
  boolean mayGoOn() {
    return hops > 1;
  }

  private boolean isInside(String number) {
    return switch (directory.find(domain, number)) {
      case Destination.Phone phone -> phone.domain().equals(domain);
      case Destination.Steered steered -> steered.domain().equals(domain);
      default -> false;
    };
  }

  private Optional<Account> account() {
    return switch (from) {
      case Origin.Phone phone -> directory.account(phone.domain(), phone.user());
      case Origin.Desk desk ->
          directory.account(desk.domain(), desk.user() == null ? caller : desk.user());
      case Origin.Carrier carrier -> Optional.empty();
      case Origin.Stranger stranger -> Optional.empty();
    };
  }

  /** Each target is offered what its kind understands: browsers another way than phones. */
  Invitation invitation(
      Callee callee,
      LegId leg,
      @Nullable Trunk trunk,
      @Nullable EmergencyWay way,
      MediaPlane.MediaLeg media) {
    Destination.Found to = callee.to();
    List<Invitation.Target> targets =
        switch (to) {
          case Destination.Phone phone -> contacts.of(phone.domain(), phone.user());
          case Destination.Outside outside -> over(trunk, called(trunk, outside.number()));
          case Destination.Emergency emergency ->
              over(trunk, way == null ? emergency.number() : way.number());
          case Destination.Steered steered -> List.of();
        };
    boolean inside = to instanceof Destination.Phone;
    return new Invitation(
        leg,
        targets.stream().map(target -> offered(target, media, inside)).toList(),
        inside ? shownInside() : written(trunk, shownTo(to, trunk)),
        chosenName != null ? chosenName : inside && chosen == null ? displayName : null,
        trunk == null || trunk.access() == null ? domain : new Domain(trunk.access().domain()),
        media.offer(),
        hops - 1,
        confidence(callee, trunk),
        trunk,
        trunk != null && trunk.told() ? place(to) : null);
  }

  private static @Nullable Place place(Destination.Found to) {
    return to instanceof Destination.Emergency(Domain in, String number, Place place)
            && !place.country().isEmpty()
        ? place
        : null;
  }

  private static String called(@Nullable Trunk trunk, E164 number) {
    return trunk == null ? number.number() : trunk.rewriting().called().of(number.number());
  }

  private static String written(@Nullable Trunk trunk, String caller) {
    return trunk == null ? caller : trunk.rewriting().caller().of(caller);
  }

  /** A phone that takes no plain media is offered keys when it says so, and not before. */
  private static Invitation.Target offered(
      Invitation.Target target, MediaPlane.MediaLeg media, boolean phone) {
    Transport transport = Transport.signalledOver(target.transport());
    Invitation.Target own =
        transport != Transport.PLAIN
            ? target.offered(media.offer(transport))
            : phone ? target.whenRefused(() -> media.offer(Transport.SDES)) : target;
    return own.otherwise(
        target.otherwise().stream().map(other -> offered(other, media, phone)).toList());
  }

  private static List<Invitation.Target> over(@Nullable Trunk trunk, String number) {
    if (trunk == null) {
      return List.of();
    }
    String uri = "sip:" + number + "@" + trunk.address();
    return List.of(new Invitation.Target(uri, List.of(), trunk.transport()));
  }

  /** Who is not trusted learns nothing beyond From; an emergency call hides nothing. */
  private Invitation.Confidence confidence(Callee callee, @Nullable Trunk trunk) {
    boolean secret = withheld && chosen == null && !(callee.to() instanceof Destination.Emergency);
    if (callee.to() instanceof Destination.Phone) {
      boolean callers = !secret && (chosen == null || chosen.equals(caller));
      return new Invitation.Confidence(
          null, secret, diverted(callee), callers ? verified : null, null);
    }
    if (trunk == null) {
      return new Invitation.Confidence(null, secret, List.of());
    }
    String shown = shownTo(callee.to(), trunk);
    if (!trunk.trusted()) {
      Vouched vouched = secret ? null : vouched(callee, trunk, shown);
      return new Invitation.Confidence(null, secret, List.of(), null, vouched);
    }
    return new Invitation.Confidence(
        shown.equals(ANONYMOUS) ? null : shown,
        secret,
        diverted(callee),
        null,
        vouched(callee, trunk, shown));
  }

  /** What we sign of a call; an emergency call, and one that tells no number, goes unsigned. */
  private @Nullable Vouched vouched(Callee callee, Trunk trunk, String shown) {
    Optional<E164> number = world(shown);
    if (trunk.signing() == Trunk.Signing.NONE
        || number.isEmpty()
        || !(callee.to() instanceof Destination.Outside outside)) {
      return null;
    }
    boolean foreign = passesOn(trunk) && shown.equals(caller);
    String tenant = domain.name();
    return foreign && from instanceof Origin.Carrier carrier
        ? new Vouched(
            number.get().digits(),
            outside.number().digits(),
            Attestation.C,
            tenant + " " + carrier.trunk(),
            identities,
            dialled)
        : new Vouched(
            number.get().digits(),
            outside.number().digits(),
            Attestation.A, // no number is shown but the tenant's
            tenant,
            List.of(),
            null);
  }

  /** Whether the trunk is shown who called first, of a call that is sent on. */
  private boolean passesOn(@Nullable Trunk trunk) {
    return trunk != null
        && trunk.signing() == Trunk.Signing.PASSED_ON
        && from instanceof Origin.Carrier
        && !withheld
        && !(chosen != null && chosenOutside)
        && world(caller).isPresent();
  }

  /** A number of the world, which carriers write with a plus, with 00, or bare. */
  private static Optional<E164> world(String number) {
    return number.startsWith("00")
        ? E164.parse("+" + number.substring(2))
        : E164.parse(number.startsWith("+") ? number : "+" + number);
  }

  /** A number as the tenant's are written; what is none stays as it is. */
  static String ofTheWorld(String number) {
    return world(number).map(E164::number).orElse(number);
  }

  private List<Invitation.Diversion> diverted(Callee callee) {
    boolean outside = !(callee.to() instanceof Destination.Phone);
    List<Invitation.Diversion> by = new ArrayList<>();
    String forwarded = forwardedBy(callee.to());
    if (forwarded != null) {
      by.add(new Invitation.Diversion(forwarded, "unconditional"));
    }
    for (Callee before = callee.sentOnBy(); before != null; before = before.sentOnBy()) {
      Optional<String> name = outside ? numberOf(before.to()) : Optional.of(before.name());
      name.ifPresent(one -> by.add(new Invitation.Diversion(one, "unconditional")));
    }
    boolean named = world(dialled).map(E164::number).filter(n -> n.equals(forwarded)).isPresent();
    if (outside && from instanceof Origin.Carrier && !named) {
      by.add(new Invitation.Diversion(dialled, "unconditional"));
    }
    // A phone may write any number there, and carriers go by it.
    if (redirectedFrom != null
        && NUMBER.matcher(redirectedFrom).matches()
        && (from instanceof Origin.Carrier || isTenants(redirectedFrom))) {
      by.add(new Invitation.Diversion(redirectedFrom, "unknown"));
    }
    return by;
  }

  /** The number outside of whom is called. */
  private Optional<String> numberOf(Destination.Found to) {
    return switch (to) {
      case Destination.Phone phone ->
          directory.account(phone.domain(), phone.user()).stream()
              .flatMap(account -> account.callerIds().stream())
              .filter(this::isTenants)
              .findFirst()
              .map(E164::number);
      case Destination.Outside outside -> Optional.of(outside.number().number());
      case Destination.Emergency emergency -> Optional.empty();
      case Destination.Steered steered -> Optional.empty();
    };
  }

  private String shownTo(Destination.Found to, @Nullable Trunk trunk) {
    if (to instanceof Destination.Emergency) {
      return calledBack();
    }
    String shown = shownOutside(trunk);
    String forwarded = forwardedBy(to);
    boolean own = from instanceof Origin.Carrier ? shown.equals(dialled) : shown.equals(ANONYMOUS);
    return own && forwarded != null ? forwarded : shown;
  }

  /** The tenant's number of the world that is forwarded there; null if none is. */
  private static @Nullable String forwardedBy(Destination.Found to) {
    String through = to instanceof Destination.Outside outside ? outside.through() : null;
    return through != null && E164.parse(through).isPresent() ? through : null;
  }

  /** Whoever helps may have to call back: best at a number that leads to the phone itself. */
  private String calledBack() {
    if (chosen != null && chosenOutside) {
      return chosen;
    }
    List<E164> own =
        account().stream()
            .flatMap(account -> account.callerIds().stream())
            .filter(number -> directory.claim(domain, number) == Directory.Claim.OWNED)
            .toList();
    return own.stream()
        .filter(this::leadsBack)
        .findFirst()
        .or(() -> own.stream().findFirst())
        .map(E164::number)
        .orElseGet(() -> shownOutside(null));
  }

  private boolean leadsBack(E164 number) {
    return directory.find(domain, number.number()) instanceof Destination.Phone phone
        && account().map(account -> phone.user().equals(account.user())).orElse(false);
  }

  /** The number that is shown outside, unless a trunk has it otherwise; null: none. */
  @Nullable String shownOutside() {
    String shown = shownOutside(null);
    return shown.equals(ANONYMOUS) ? null : shown;
  }

  private String shownInside() {
    return chosen != null ? chosen : caller;
  }

  /**
   * A number of the tenant: the one chosen for it, the account's first, or the one that was called.
   * A trunk that passes callers on is shown them.
   */
  private String shownOutside(@Nullable Trunk trunk) {
    if (chosen != null && chosenOutside) {
      return chosen;
    }
    if (passesOn(trunk)) {
      return caller;
    }
    if (from instanceof Origin.Carrier) {
      return dialled;
    }
    return account()
        .flatMap(a -> a.callerIds().stream().filter(this::isTenants).findFirst())
        .map(E164::number)
        .orElse(ANONYMOUS);
  }
}
