package org.meterline.ejb.switchboard;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.callerid.CodeCarriers;
import org.meterline.ejb.location.EmergencyNumbers;
import org.meterline.ejb.number.Dialling;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.StoredTrunk;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.EmergencyWay;
import org.meterline.telephony.call.MusicOnHold;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.RecordingRules;
import org.meterline.telephony.trunk.Trunk;

/**
 * The directory of all tenants, answered from immutable snapshots. {@link DirectoryFeed} replaces
 * them; without a database the last ones stay.
 */
public final class MemoryDirectory implements Directory, CodeCarriers {
  /** The countries whose tenants speak German. */
  private static final Set<String> GERMAN = Set.of("DE", "AT", "CH", "LI");

  private volatile Snapshot now = Snapshot.of(Map.of());

  private final InstantSource clock;
  private final EmergencyNumbers emergencies;

  /** Signs in, but nothing leads to it: it is in no snapshot. */
  private volatile @Nullable Tenant operator;

  public MemoryDirectory(InstantSource clock, EmergencyNumbers emergencies) {
    this.clock = clock;
    this.emergencies = emergencies;
  }

  private record Snapshot(
      Map<UUID, TenantDirectory> tenants,
      Map<Domain, TenantDirectory> domains,
      Map<String, Destination> world,
      Map<String, StoredTrunk> trunks,
      Set<String> countries) {
    static Snapshot of(Map<UUID, TenantDirectory> tenants) {
      Map<Domain, TenantDirectory> domains = new HashMap<>();
      Map<String, Destination> world = new HashMap<>();
      Map<String, StoredTrunk> trunks = new LinkedHashMap<>();
      Set<String> countries = new HashSet<>();
      for (TenantDirectory tenant : tenants.values()) {
        countries.addAll(tenant.countries());
        domains.put(tenant.tenant().domain(), tenant);
        tenant
            .numbers()
            .forEach(
                (number, destination) -> {
                  if (number.startsWith("+")) {
                    world.put(number, destination);
                  }
                });
        tenant.trunks().forEach(t -> trunks.put(t.trunk().name(), t));
      }
      return new Snapshot(Map.copyOf(tenants), domains, world, trunks, countries);
    }
  }

  /** Everything anew. */
  synchronized void replace(List<TenantDirectory> all, @Nullable Tenant operates) {
    operator = operates;
    Map<UUID, TenantDirectory> tenants = new HashMap<>();
    all.forEach(t -> tenants.put(t.tenant().id(), t));
    now = Snapshot.of(tenants);
  }

  /** One tenant anew. */
  synchronized void replace(TenantDirectory tenant) {
    Map<UUID, TenantDirectory> tenants = new HashMap<>(now.tenants);
    tenants.put(tenant.tenant().id(), tenant);
    now = Snapshot.of(tenants);
  }

  @Override
  public boolean serves(Domain domain) {
    return now.domains.containsKey(domain);
  }

  @Override
  public boolean allowsOrigin(Domain domain, String origin) {
    return in(domain).map(t -> t.origins().contains(origin)).orElse(false);
  }

  @Override
  public Optional<Account> account(Domain domain, String user) {
    return in(domain).flatMap(t -> t.account(user));
  }

  @Override
  public Destination find(Origin from, String dialled) {
    return switch (from) {
      case Origin.Phone phone -> find(phone.domain(), phone.user(), dialled);
      case Origin.Desk desk -> find(desk.domain(), desk.user(), dialled);
      case Origin.Carrier(String trunk) -> fromOutside(trunk, dialled);
      case Origin.Stranger stranger -> new Destination.Unknown("nothing for strangers");
    };
  }

  @Override
  public Destination find(Domain within, String dialled) {
    return find(within, (String) null, dialled);
  }

  private Destination find(Domain within, @Nullable String user, String dialled) {
    return in(within)
        .map(t -> followed(t.dialled(dialled, user, emergencies)))
        .orElseGet(() -> new Destination.Unknown("no such domain"));
  }

  /**
   * Carriers write numbers with a plus, with 00, or bare. A tenant's own trunk reaches nobody
   * else's.
   */
  private Destination fromOutside(String trunk, String dialled) {
    Destination found = inTheWorld(dialled);
    StoredTrunk stored = now.trunks.get(trunk);
    return stored == null || stored.owner() == null || isOf(stored.owner(), found)
        ? followed(found)
        : new Destination.Unknown("no such number here");
  }

  /**
   * Where a number leads that is forwarded to one which is the tenant's, too, by now: no trunk is
   * needed for that. One that comes back to itself, through whichever tenants, leads nowhere.
   */
  private Destination followed(Destination found) {
    if (!(found instanceof Destination.Outside(Domain domain, E164 to, String through))
        || through == null) {
      return found;
    }
    Map<String, Destination> own = in(domain).map(TenantDirectory::numbers).orElse(Map.of());
    Destination inside = found;
    boolean home = true;
    E164 number = to;
    for (Set<String> seen = new HashSet<>(Set.of(through)); seen.add(number.number()); ) {
      Destination next = now.world.get(number.number());
      home = home && next != null && own.containsKey(number.number());
      if (!(next instanceof Destination.Outside outside)) {
        return home && next != null ? next : inside;
      }
      number = outside.number();
      if (home) {
        inside = new Destination.Outside(domain, number, through);
      }
    }
    return new Destination.Unknown("the number is forwarded in a circle");
  }

  private boolean isOf(UUID tenant, Destination destination) {
    return destination instanceof Destination.Found found
        && in(found.domain()).map(t -> t.tenant().id().equals(tenant)).orElse(false);
  }

  private static String ofTheWorld(String dialled) {
    String plain = Dialling.plain(dialled);
    String digits =
        plain.startsWith("+")
            ? plain.substring(1)
            : plain.startsWith("00") ? plain.substring(2) : plain;
    return "+" + digits;
  }

  private Destination inTheWorld(String dialled) {
    Destination found = now.world.get(ofTheWorld(dialled));
    return found != null ? found : new Destination.Unknown("no such number here");
  }

  /** By the tenant's country; a program's variables may say otherwise. */
  @Override
  public String language(Domain domain, String dialled) {
    return tenant(domain)
        .filter(tenant -> GERMAN.contains(tenant.country()))
        .map(tenant -> "de")
        .orElse("en");
  }

  /** Who has a number is its only owner, whoever verified it. */
  @Override
  public Claim claim(Domain domain, E164 number) {
    Optional<TenantDirectory> tenant = in(domain);
    if (isOwned(number)) {
      boolean own = tenant.map(t -> t.numbers().containsKey(number.number())).orElse(false);
      return own ? Claim.OWNED : Claim.NONE;
    }
    boolean verified = tenant.map(t -> t.verified(number, clock.instant())).orElse(false);
    return verified ? Claim.VERIFIED : Claim.NONE;
  }

  @Override
  public boolean isOwned(E164 number) {
    return now.world.containsKey(number.number());
  }

  @Override
  public Optional<E164> shown(Tenant tenant) {
    return Stream.ofNullable(now.tenants.get(tenant.id()))
        .flatMap(known -> known.numbers().keySet().stream())
        .filter(number -> number.startsWith("+"))
        .sorted()
        .map(E164::new)
        .findFirst();
  }

  @Override
  public List<Trunk> operators(Tenant tenant) {
    TenantDirectory known = now.tenants.get(tenant.id());
    return known == null
        ? List.of()
        : known.trunks().stream().filter(t -> t.owner() == null).map(StoredTrunk::trunk).toList();
  }

  @Override
  public boolean supervisionIsHeard(Domain domain) {
    return in(domain).map(TenantDirectory::supervisionTone).orElse(false);
  }

  @Override
  public MusicOnHold musicOnHold(Domain domain) {
    return in(domain).map(TenantDirectory::musicOnHold).orElse(MusicOnHold.BUILT_IN);
  }

  @Override
  public RecordingRules recordingRules(Domain domain) {
    return in(domain).map(TenantDirectory::recordingRules).orElse(RecordingRules.NONE);
  }

  /** The digest of a sound that a tenant handed in. */
  Optional<String> sound(Domain domain, String name) {
    return in(domain).map(tenant -> tenant.sounds().get(name));
  }

  @Override
  public String canonical(Domain domain, Origin from, String dialled) {
    return from instanceof Origin.Carrier
        ? ofTheWorld(dialled)
        : in(domain).map(tenant -> tenant.canonical(dialled)).orElse(dialled);
  }

  @Override
  public boolean helpsSomewhere(String dialled) {
    String plain = Dialling.plain(dialled);
    return now.countries.stream().anyMatch(country -> emergencies.has(plain, country));
  }

  @Override
  public List<Trunk> trunks(Domain domain) {
    return in(domain).map(TenantDirectory::usable).orElse(List.of());
  }

  @Override
  public List<Trunk> allTrunks() {
    return now.trunks.values().stream().map(StoredTrunk::trunk).toList();
  }

  @Override
  public Optional<Trunk> trunk(String name) {
    return Optional.ofNullable(now.trunks.get(name)).map(StoredTrunk::trunk);
  }

  /** Whose a trunk is that the tenant may use, and whom calls over it are owed to. */
  public Optional<StoredTrunk> trunk(UUID tenant, String name) {
    TenantDirectory known = now.tenants.get(tenant);
    return known == null ? Optional.empty() : known.trunk(name);
  }

  @Override
  public List<Trunk> emergencyTrunks(Domain domain) {
    return in(domain).map(TenantDirectory::emergencyTrunks).orElse(List.of());
  }

  /** A trunk that carries no emergency calls there is tried when nothing else leads to help. */
  @Override
  public List<EmergencyWay> emergencyWays(Destination.Emergency to) {
    TenantDirectory tenant = now.domains.get(to.domain());
    List<EmergencyWay> ways = new ArrayList<>();
    if (tenant != null) {
      ways.addAll(tenant.emergencyWays(to.number(), to.place().country()));
    }
    Stream.concat(
            now.trunks.values().stream().filter(stored -> stored.owner() == null),
            tenant == null ? Stream.of() : tenant.trunks().stream())
        .map(stored -> new EmergencyWay(stored.trunk(), to.number(), false))
        .forEach(ways::add);
    return ways;
  }

  /** The operator's: a tenant's own would be whoever else calls from there. */
  @Override
  public Optional<Trunk> trunkAt(InetSocketAddress source) {
    return at(source, stored -> stored.owner() == null);
  }

  /** The operator's, or else a tenant's own if the number is the tenant's. */
  @Override
  public Optional<Trunk> trunkAt(InetSocketAddress source, String dialled) {
    return trunkAt(source)
        .or(
            () ->
                at(
                    source,
                    stored ->
                        stored.owner() != null
                            && isOf(
                                stored.owner(),
                                inTheWorld(stored.trunk().rewriting().calledIn().of(dialled)))));
  }

  private Optional<Trunk> at(InetSocketAddress source, Predicate<StoredTrunk> which) {
    Trunk sameHost = null;
    for (StoredTrunk stored : now.trunks.values()) {
      Trunk trunk = stored.trunk();
      if (which.test(stored) && isAt(trunk, source)) {
        if (trunk.port() == source.getPort()) {
          return Optional.of(trunk);
        }
        sameHost = trunk;
      }
    }
    // Over TCP and TLS the port is any; on loopback phones and trunks share the address.
    boolean loopback = source.getAddress() != null && source.getAddress().isLoopbackAddress();
    return loopback ? Optional.empty() : Optional.ofNullable(sameHost);
  }

  private static boolean isAt(Trunk trunk, InetSocketAddress source) {
    return trunk.host().equalsIgnoreCase(source.getHostString())
        || (source.getAddress() != null
            && IpLiteral.canonical(trunk.host()).equals(IpLiteral.text(source.getAddress())));
  }

  /** The tenant of a domain. */
  public Optional<Tenant> tenant(Domain domain) {
    return in(domain).map(TenantDirectory::tenant);
  }

  /** The tenant, or the operator, of that organization alias. */
  public Optional<Tenant> tenantByAlias(String alias) {
    return Stream.concat(
            now.tenants.values().stream().map(TenantDirectory::tenant), Stream.ofNullable(operator))
        .filter(t -> t.alias().equals(alias))
        .findFirst();
  }

  /** The wallet that pays for an account's calls. */
  public @Nullable UUID walletOf(Domain domain, String user) {
    return in(domain)
        .flatMap(t -> t.phone(user))
        .map(TenantDirectory.PhoneEntry::wallet)
        .orElse(null);
  }

  /** The id of an account. */
  public Optional<UUID> phoneOf(Domain domain, String user) {
    return in(domain).flatMap(t -> t.phone(user)).map(TenantDirectory.PhoneEntry::id);
  }

  /** A trunk that tenants may use, and whose it is. */
  Optional<LiveCalls.Trunks.Owned> trunkOf(String name) {
    return Optional.ofNullable(now.trunks.get(name))
        .map(trunk -> new LiveCalls.Trunks.Owned(trunk.id(), trunk.owner()));
  }

  /** How many tenants are known. */
  public int size() {
    return now.tenants.size();
  }

  private Optional<TenantDirectory> in(Domain domain) {
    return Optional.ofNullable(now.domains.get(domain));
  }
}
