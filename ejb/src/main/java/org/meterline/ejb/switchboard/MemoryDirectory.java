package org.meterline.ejb.switchboard;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.number.Dialling;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.trunk.Trunk;

/**
 * The directory of all tenants, answered from immutable snapshots. {@link DirectoryFeed} replaces
 * them; without a database the last ones stay.
 */
public final class MemoryDirectory implements Directory {
  private volatile Snapshot now = Snapshot.of(Map.of());

  /** Signs in, but nothing leads to it: it is in no snapshot. */
  private volatile @Nullable Tenant operator;

  private record Snapshot(
      Map<UUID, TenantDirectory> tenants,
      Map<Domain, TenantDirectory> domains,
      Map<String, Destination> world,
      Map<String, Trunk> trunks) {
    static Snapshot of(Map<UUID, TenantDirectory> tenants) {
      Map<Domain, TenantDirectory> domains = new HashMap<>();
      Map<String, Destination> world = new HashMap<>();
      Map<String, Trunk> trunks = new LinkedHashMap<>();
      for (TenantDirectory tenant : tenants.values()) {
        domains.put(tenant.tenant().domain(), tenant);
        tenant
            .numbers()
            .forEach(
                (number, destination) -> {
                  if (number.startsWith("+")) {
                    world.put(number, destination);
                  }
                });
        tenant.trunks().forEach(t -> trunks.put(t.trunk().name(), t.trunk()));
      }
      return new Snapshot(Map.copyOf(tenants), domains, world, trunks);
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
      case Origin.Phone phone -> find(phone.domain(), dialled);
      case Origin.Desk desk -> find(desk.domain(), dialled);
      case Origin.Carrier carrier -> fromOutside(dialled);
      case Origin.Stranger stranger -> new Destination.Unknown("nothing for strangers");
    };
  }

  @Override
  public Destination find(Domain within, String dialled) {
    return in(within)
        .map(t -> t.dialled(dialled))
        .orElseGet(() -> new Destination.Unknown("no such domain"));
  }

  /** Carriers write numbers with a plus, with 00, or bare. */
  private Destination fromOutside(String dialled) {
    String plain = Dialling.plain(dialled);
    String digits =
        plain.startsWith("+")
            ? plain.substring(1)
            : plain.startsWith("00") ? plain.substring(2) : plain;
    Destination found = now.world.get("+" + digits);
    return found != null ? found : new Destination.Unknown("no such number here");
  }

  @Override
  public List<Trunk> trunks(Domain domain, E164 to) {
    return in(domain).map(t -> t.trunks(to)).orElse(List.of());
  }

  @Override
  public List<Trunk> emergencyTrunks(Domain domain) {
    return in(domain).map(TenantDirectory::emergencyTrunks).orElse(List.of());
  }

  @Override
  public Optional<Trunk> trunkAt(InetSocketAddress source) {
    Trunk sameHost = null;
    for (Trunk trunk : now.trunks.values()) {
      if (isAt(trunk, source)) {
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
            && trunk.host().equals(source.getAddress().getHostAddress()));
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

  /** How many tenants are known. */
  public int size() {
    return now.tenants.size();
  }

  private Optional<TenantDirectory> in(Domain domain) {
    return Optional.ofNullable(now.domains.get(domain));
  }
}
