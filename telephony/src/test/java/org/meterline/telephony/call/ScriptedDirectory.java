package org.meterline.telephony.call;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.meterline.telephony.trunk.Trunk;

/** What names mean, where phones are and which trunks there are, as the test writes it down. */
final class ScriptedDirectory implements Directory {
  final Map<String, Destination> numbers = new HashMap<>();
  final Map<String, List<Invitation.Target>> phones = new HashMap<>();
  final List<Trunk> trunks = new ArrayList<>();
  final Map<String, String> rewritten = new HashMap<>();
  final List<RecordingRule> rules = new ArrayList<>();
  boolean otherWays;
  MusicOnHold musicOnHold = MusicOnHold.BUILT_IN;
  final Set<String> verified = new HashSet<>();
  List<Trunk> emergencyTrunks = new ArrayList<>();
  private final Effects effects;

  ScriptedDirectory(Effects effects) {
    this.effects = effects;
  }

  /** Where the user's phones are: the registrar's port. */
  List<Invitation.Target> contacts(Domain domain, String user) {
    effects.happens("contacts");
    return phones.getOrDefault(user, List.of());
  }

  @Override
  public RecordingRules recordingRules(Domain domain) {
    return RecordingRules.of(rules);
  }

  @Override
  public MusicOnHold musicOnHold(Domain domain) {
    return musicOnHold;
  }

  @Override
  public boolean serves(Domain domain) {
    return true;
  }

  @Override
  public Optional<Account> account(Domain domain, String user) {
    effects.happens("account");
    return Optional.of(
        new Account(
            domain,
            user,
            "Anna",
            new Account.Secret("", ""),
            List.of(new E164("+4930555101")),
            List.of()));
  }

  @Override
  public Claim claim(Domain domain, E164 number) {
    return number.number().equals("+4930555101")
        ? Claim.OWNED
        : verified.contains(number.number()) ? Claim.VERIFIED : Claim.NONE;
  }

  @Override
  public Destination find(Origin from, String dialled) {
    effects.happens("find");
    return from instanceof Origin.Carrier && !dialled.startsWith("+")
        ? new Destination.Unknown("no such number here")
        : numbers.getOrDefault(dialled, new Destination.Unknown("no such extension"));
  }

  @Override
  public Destination find(Domain within, String dialled) {
    effects.happens("find within");
    return numbers.getOrDefault(dialled, new Destination.Unknown("no such extension"));
  }

  @Override
  public boolean helpsSomewhere(String dialled) {
    return numbers.get(dialled) instanceof Destination.Emergency;
  }

  @Override
  public List<Trunk> trunks(Domain domain) {
    effects.happens("trunks");
    return trunks;
  }

  @Override
  public Optional<Trunk> trunk(String name) {
    return trunks.stream().filter(trunk -> trunk.name().equals(name)).findFirst();
  }

  @Override
  public List<Trunk> emergencyTrunks(Domain domain) {
    effects.happens("emergency trunks");
    return emergencyTrunks;
  }

  @Override
  public List<EmergencyWay> emergencyWays(Destination.Emergency to) {
    List<EmergencyWay> ways = new ArrayList<>();
    emergencyTrunks(to.domain())
        .forEach(trunk -> ways.add(new EmergencyWay(trunk, sentFor(to.number()), true)));
    trunks.forEach(trunk -> ways.add(new EmergencyWay(trunk, to.number(), false)));
    return otherWays ? ways : ways.stream().filter(EmergencyWay::meant).toList();
  }

  private String sentFor(String dialled) {
    return rewritten.getOrDefault(dialled, dialled);
  }

  @Override
  public Optional<Trunk> trunkAt(InetSocketAddress source) {
    return Optional.empty();
  }
}
