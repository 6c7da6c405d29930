package org.meterline.ejb.switchboard;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.location.EmergencyNumbers;
import org.meterline.ejb.number.Dialling;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.StoredTrunk;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.EmergencyWay;
import org.meterline.telephony.call.MusicOnHold;
import org.meterline.telephony.call.Place;
import org.meterline.telephony.call.RecordingRules;
import org.meterline.telephony.trunk.Trunk;

/**
 * One tenant as it was at one moment. Immutable.
 *
 * @param phones by user name
 * @param numbers what dialled names lead to; those of the world begin with a plus
 * @param trunks in order of preference
 * @param origins of web pages that may connect as phones
 * @param places by user, where phones stand that are not at {@code home}
 * @param home where the others are
 * @param verified numbers elsewhere that it may show, and until when
 * @param supervisionTone whether supervised talks have a tone
 * @param musicOnHold what is heard on hold
 * @param recordingRules which calls are recorded without anybody asking for it
 * @param sounds digests of what it handed in, by name
 */
record TenantDirectory(
    Tenant tenant,
    Map<String, PhoneEntry> phones,
    Map<String, Destination> numbers,
    List<StoredTrunk> trunks,
    Set<String> origins,
    Map<E164, Instant> verified,
    Map<String, Place> places,
    Place home,
    boolean supervisionTone,
    MusicOnHold musicOnHold,
    RecordingRules recordingRules,
    Map<String, String> sounds) {
  TenantDirectory {
    List<E164> world =
        numbers.keySet().stream().filter(n -> n.startsWith("+")).sorted().map(E164::new).toList();
    phones =
        phones.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, phone -> phone.getValue().mayShow(world)));
    numbers = Map.copyOf(numbers);
    trunks = List.copyOf(trunks);
    origins = Set.copyOf(origins);
    verified = Map.copyOf(verified);
    sounds = Map.copyOf(sounds);
    places = Map.copyOf(places);
  }

  /** A phone: what SIP has to know of it, and what only we know. */
  record PhoneEntry(
      UUID id, boolean enabled, Account account, @Nullable UUID wallet, @Nullable E164 callerId) {

    /** The caller ids it may show: its own first, then each of the tenant's numbers. */
    private PhoneEntry mayShow(List<E164> numbers) {
      List<E164> shown =
          Stream.concat(Stream.ofNullable(callerId), numbers.stream()).distinct().toList();
      return new PhoneEntry(
          id,
          enabled,
          new Account(
              account.domain(),
              account.user(),
              account.displayName(),
              account.secret(),
              shown,
              account.passes()),
          wallet,
          callerId);
    }
  }

  /** Whether it may show a number that nobody has here. */
  boolean verified(E164 number, Instant at) {
    Instant until = verified.get(number);
    return until != null && at.isBefore(until);
  }

  Optional<PhoneEntry> phone(String user) {
    return Optional.ofNullable(phones.get(user));
  }

  Optional<Account> account(String user) {
    return phone(user).filter(PhoneEntry::enabled).map(PhoneEntry::account);
  }

  /**
   * What a name means that one of the tenant's own phones or programs dials.
   *
   * @param user who dials it, if that is known
   */
  Destination dialled(String name, @Nullable String user, EmergencyNumbers emergencies) {
    String plain = Dialling.plain(name);
    Place place = user == null ? home : places.getOrDefault(user, home);
    if (emergencies.has(plain, place.country())) {
      return new Destination.Emergency(tenant.domain(), plain, place);
    }
    PhoneEntry phone = phones.get(plain);
    if (phone != null) {
      return phone.enabled()
          ? new Destination.Phone(tenant.domain(), plain)
          : new Destination.Unknown("the extension is disabled");
    }
    Destination number = numbers.get(plain);
    if (number != null) {
      return number;
    }
    Optional<E164> outside = Dialling.outside(plain, tenant.country());
    if (outside.isEmpty()) {
      return new Destination.Unknown("no such extension or number");
    }
    Destination own = numbers.get(outside.get().number());
    return own != null ? own : new Destination.Outside(tenant.domain(), outside.get());
  }

  /** A dialled name as the tenant's numbers are written. */
  String canonical(String name) {
    String plain = Dialling.plain(name);
    return numbers.containsKey(plain)
        ? plain
        : Dialling.outside(plain, tenant.country())
            .map(E164::number)
            .filter(numbers::containsKey)
            .orElse(plain);
  }

  /** Where its phones stand. */
  Set<String> countries() {
    return Stream.concat(Stream.of(home), places.values().stream())
        .map(Place::country)
        .collect(Collectors.toSet());
  }

  List<Trunk> usable() {
    return trunks.stream().map(StoredTrunk::trunk).toList();
  }

  List<Trunk> emergencyTrunks() {
    return trunks.stream().filter(StoredTrunk::emergency).map(StoredTrunk::trunk).toList();
  }

  /** The ways that are meant for help from that country, the best first. */
  List<EmergencyWay> emergencyWays(String number, String country) {
    return trunks.stream()
        .filter(StoredTrunk::emergency)
        .filter(stored -> stored.helpsIn(country))
        .sorted(Comparator.comparingInt(stored -> stored.helpPreference(country)))
        .map(stored -> new EmergencyWay(stored.trunk(), stored.helpNumber(country, number), true))
        .toList();
  }

  Optional<StoredTrunk> trunk(String name) {
    return trunks.stream().filter(t -> t.trunk().name().equals(name)).findFirst();
  }
}
