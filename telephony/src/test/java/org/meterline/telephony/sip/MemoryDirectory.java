package org.meterline.telephony.sip;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.trunk.Trunk;

/** A directory with what a test puts into it. */
public final class MemoryDirectory implements Directory {
  private final Set<Domain> domains = ConcurrentHashMap.newKeySet();
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, Destination> numbers = new ConcurrentHashMap<>();
  private final Map<String, String> helpOf = new ConcurrentHashMap<>();
  private final Map<String, Trunk> trunks = new ConcurrentHashMap<>();
  private final Map<String, Trunk> looked = new ConcurrentHashMap<>();

  /** Adds an account, and its domain. */
  public MemoryDirectory account(String domain, String user, String password) {
    var at = new Domain(domain);
    domains.add(at);
    accounts.put(
        user + "@" + at,
        new Account(
            at, user, "Phone " + user, secret(user, domain, password), List.of(), List.of()));
    return this;
  }

  /** Adds a number that the account may show outside. */
  public MemoryDirectory callerId(String domain, String user, E164 number) {
    accounts.computeIfPresent(
        user + "@" + domain,
        (key, it) ->
            new Account(
                it.domain(),
                user,
                it.displayName(),
                it.secret(),
                Stream.concat(it.callerIds().stream(), Stream.of(number)).toList(),
                it.passes()));
    return this;
  }

  /** Adds an account that is known by SHA-256 alone. */
  public MemoryDirectory sha256Account(String domain, String user, String password) {
    account(domain, user, password);
    accounts.computeIfPresent(
        user + "@" + domain,
        (key, it) ->
            new Account(
                it.domain(),
                user,
                it.displayName(),
                new Account.Secret("none", it.secret().sha256()),
                it.callerIds(),
                it.passes()));
    return this;
  }

  /** Adds a password to an account, until then. */
  public MemoryDirectory pass(String domain, String user, String password, Instant until) {
    accounts.computeIfPresent(
        user + "@" + domain,
        (key, it) ->
            new Account(
                it.domain(),
                user,
                it.displayName(),
                it.secret(),
                it.callerIds(),
                List.of(new Account.Pass(secret(user, domain, password), until))));
    return this;
  }

  private static Account.Secret secret(String user, String domain, String password) {
    return new Account.Secret(
        Digest.MD5.secret(user, domain, password), Digest.SHA_256.secret(user, domain, password));
  }

  /** Adds a number outside that leads to the account of that name. */
  public MemoryDirectory number(String dialled, String user) {
    accounts.values().stream()
        .filter(each -> each.user().equals(user))
        .forEach(each -> numbers.put(dialled, new Destination.Phone(each.domain(), user)));
    return this;
  }

  /** Adds a number for help. */
  public MemoryDirectory emergency(Domain domain, String dialled) {
    numbers.put(dialled, new Destination.Emergency(domain, dialled));
    return this;
  }

  /** Adds a number for help where that account's phone stands, and nowhere else. */
  public MemoryDirectory emergency(String user, String dialled) {
    helpOf.put(dialled, user);
    return this;
  }

  /** Adds a trunk that is known by its port on the loopback. */
  public MemoryDirectory trunk(String name, int port) {
    trunks.put("127.0.0.1:" + port, new Trunk(name, "127.0.0.1", port, "udp", List.of("")));
    return this;
  }

  /** Adds a trunk, which is looked after. */
  public MemoryDirectory trunk(Trunk trunk) {
    trunks.put(trunk.host() + ":" + trunk.port(), trunk);
    looked.put(trunk.name(), trunk);
    return this;
  }

  /** Takes away a trunk that was looked after. */
  public void noTrunk(String name) {
    looked.remove(name);
  }

  @Override
  public List<Trunk> allTrunks() {
    return List.copyOf(looked.values());
  }

  @Override
  public boolean serves(Domain domain) {
    return domains.contains(domain);
  }

  @Override
  public boolean allowsOrigin(Domain domain, String origin) {
    return origin.equals("https://" + domain);
  }

  @Override
  public Optional<Account> account(Domain domain, String user) {
    return Optional.ofNullable(accounts.get(user + "@" + domain));
  }

  @Override
  public Destination find(Origin from, String dialled) {
    if (from instanceof Origin.Phone phone && phone.user().equals(helpOf.get(dialled))) {
      return new Destination.Emergency(phone.domain(), dialled);
    }
    if (from instanceof Origin.Phone phone && account(phone.domain(), dialled).isPresent()) {
      return new Destination.Phone(phone.domain(), dialled);
    }
    return numbers.getOrDefault(dialled, new Destination.Unknown("no such extension"));
  }

  @Override
  public Destination find(Domain within, String dialled) {
    return find(new Origin.Phone(within, ""), dialled);
  }

  @Override
  public boolean helpsSomewhere(String dialled) {
    return helpOf.containsKey(dialled) || numbers.get(dialled) instanceof Destination.Emergency;
  }

  @Override
  public List<Trunk> trunks(Domain domain) {
    return List.copyOf(trunks.values());
  }

  @Override
  public List<Trunk> emergencyTrunks(Domain domain) {
    return List.copyOf(trunks.values());
  }

  @Override
  public Optional<Trunk> trunkAt(InetSocketAddress source) {
    return Optional.ofNullable(trunks.get(HostPort.of(source).host() + ":" + source.getPort()));
  }
}
