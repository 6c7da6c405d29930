package org.meterline.telephony.server;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.trunk.Trunk;

/**
 * A directory of one tenant, read from properties:
 *
 * <pre>
 * domain = harbour.example
 * account.101 = the password
 * caller-id.101 = +4930555101
 * program.500 = /absolute/path/of/the/program
 * trunk.demo-carrier = 127.0.0.1:5090
 * answer = tone            every other number is answered: with tone, or a prompt's name
 * </pre>
 */
final class FileDirectory implements Directory {
  private static final Set<String> EMERGENCY = Set.of("110", "112");
  private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(5);

  private final Domain domain;
  private final Map<String, Account> accounts = new HashMap<>();
  private final Map<String, Destination.Program> programs = new HashMap<>();
  private final Map<String, Trunk> trunks = new LinkedHashMap<>();
  private final Destination.@Nullable Program answer;

  FileDirectory(Properties file) {
    this.domain = new Domain(file.getProperty("domain", "meterline.invalid"));
    for (String key : file.stringPropertyNames()) {
      String name = key.substring(key.indexOf('.') + 1);
      String value = file.getProperty(key).strip();
      if (key.startsWith("account.")) {
        accounts.put(name, account(name, value, file.getProperty("caller-id." + name)));
      } else if (key.startsWith("program.")) {
        programs.put(name, program(name, Path.of(value)));
      } else if (key.startsWith("trunk.")) {
        trunks.put(name, trunk(name, value));
      }
    }
    String every = file.getProperty("answer");
    this.answer = every == null ? null : program(every, BuiltInPrograms.path(every.strip()));
  }

  private Account account(String user, String password, @Nullable String callerId) {
    return new Account(
        domain,
        user,
        user,
        new Account.Secret(digest("MD5", user, password), digest("SHA-256", user, password)),
        callerId == null ? List.of() : List.of(new E164(callerId.strip())),
        List.of());
  }

  private String digest(String algorithm, String user, String password) {
    try {
      String secret = user + ":" + domain + ":" + password;
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm).digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  private Destination.Program program(String name, Path executable) {
    UUID id = UUID.nameUUIDFromBytes(executable.toString().getBytes(StandardCharsets.UTF_8));
    return new Destination.Program(domain, id, id, name, executable, true, Map.of(), PROGRAM_LIMIT);
  }

  private static Trunk trunk(String name, String address) {
    try {
      HostPort at = HostPort.read(address);
      return new Trunk(name, at.host(), at.port(), "udp", List.of(""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("trunk." + name + " must be address:port", e);
    }
  }

  @Override
  public boolean serves(Domain other) {
    return domain.equals(other);
  }

  @Override
  public Optional<Account> account(Domain of, String user) {
    return serves(of) ? Optional.ofNullable(accounts.get(user)) : Optional.empty();
  }

  @Override
  public Destination find(Origin from, String dialled) {
    return find(dialled, from instanceof Origin.Phone || from instanceof Origin.Desk);
  }

  @Override
  public Destination find(Domain within, String dialled) {
    return find(dialled, serves(within));
  }

  private Destination find(String dialled, boolean ours) {
    if (ours && EMERGENCY.contains(dialled)) {
      return new Destination.Emergency(domain, dialled);
    }
    if (programs.containsKey(dialled)) {
      return programs.get(dialled);
    }
    if (accounts.containsKey(dialled)) {
      return new Destination.Phone(domain, dialled);
    }
    Optional<E164> number = E164.parse(dialled);
    if (ours && number.isPresent() && !trunks.isEmpty()) {
      return new Destination.Outside(domain, number.get());
    }
    return answer != null ? answer : new Destination.Unknown("This number is not in use");
  }

  @Override
  public Claim claim(Domain of, E164 number) {
    return serves(of) && accounts.values().stream().anyMatch(a -> a.callerIds().contains(number))
        ? Claim.OWNED
        : Claim.NONE;
  }

  @Override
  public boolean helpsSomewhere(String dialled) {
    return EMERGENCY.contains(dialled);
  }

  @Override
  public List<Trunk> trunks(Domain of) {
    return List.copyOf(trunks.values());
  }

  @Override
  public List<Trunk> emergencyTrunks(Domain of) {
    return List.copyOf(trunks.values());
  }

  /** With {@code answer}, whoever is not known otherwise is a carrier. */
  @Override
  public Optional<Trunk> trunkAt(InetSocketAddress source) {
    String host = HostPort.of(source).host();
    for (Trunk trunk : trunks.values()) {
      if (trunk.host().equals(host) && trunk.port() == source.getPort()) {
        return Optional.of(trunk);
      }
    }
    return answer == null || !accounts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Trunk("anyone", host, source.getPort(), "udp", List.of("")));
  }
}
