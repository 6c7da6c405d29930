package org.meterline.ejb.switchboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.number.Dialling;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.StoredTrunk;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.trunk.Trunk;

/**
 * One tenant as it was at one moment. Immutable.
 *
 * @param phones by user name
 * @param numbers what dialled names lead to; those of the world begin with a plus
 * @param trunks in order of preference
 * @param origins of web pages that may connect as phones
 * @param supervisionTone whether supervised talks have a tone
 */
record TenantDirectory(
    Tenant tenant,
    Map<String, PhoneEntry> phones,
    Map<String, Destination> numbers,
    List<StoredTrunk> trunks,
    Set<String> origins,
    boolean supervisionTone) {
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

  Optional<PhoneEntry> phone(String user) {
    return Optional.ofNullable(phones.get(user));
  }

  Optional<Account> account(String user) {
    return phone(user).filter(PhoneEntry::enabled).map(PhoneEntry::account);
  }

  /** What a name means that one of the tenant's own phones or programs dials. */
  Destination dialled(String name) {
    String plain = Dialling.plain(name);
    if (Dialling.emergency(plain, tenant.country())) {
      return new Destination.Emergency(tenant.domain(), plain);
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

  List<Trunk> usable() {
    return trunks.stream().map(StoredTrunk::trunk).toList();
  }

  List<Trunk> emergencyTrunks() {
    return trunks.stream().filter(StoredTrunk::emergency).map(StoredTrunk::trunk).toList();
  }

  Optional<StoredTrunk> trunk(String name) {
    return trunks.stream().filter(t -> t.trunk().name().equals(name)).findFirst();
  }
}
