package org.meterline.ejb.phone;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.AGENT;
import static org.meterline.ejb.tenant.Role.PAYER;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.telephony.call.E164;

/** Keeping the tenant's SIP accounts. */
@Stateless
@InTenant
public class Phones {
  private static final Pattern USER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Phones() {
    this(null, null);
  }

  @Inject
  public Phones(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** A phone and where it is registered. */
  public record Seen(Phone phone, List<Registration> registrations) {}

  /** A phone just made, or given a new password; the password is never to be had again. */
  public record Opened(Seen phone, String password) {}

  /** What can be said of a phone. */
  public record Draft(String displayName, @Nullable String callerId, @Nullable UUID wallet) {}

  /** By user name. */
  public Page<Seen> list(Caller caller, Ask ask) {
    caller.mustBe(ADMIN, AGENT, PAYER);
    SeenWallets seen = SeenWallets.of(entities, caller);
    TypedQuery<Phone> query =
        entities
            .createQuery(
                "select p from Phone p where p.user > :after"
                    + (seen.all() ? "" : " and p.wallet in (:wallets)")
                    + " order by p.user",
                Phone.class)
            .setParameter("after", ask.after().orElse(""))
            .setMaxResults(ask.rows());
    if (!seen.all()) {
      query.setParameter("wallets", seen.ids());
    }
    List<Phone> phones = query.getResultList();
    Map<UUID, List<Registration>> registered =
        registrations(phones.stream().map(Phone::id).toList());
    return Page.of(phones, ask, Phone::user)
        .map(p -> new Seen(p, registered.getOrDefault(p.id(), List.of())));
  }

  public Seen get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, AGENT, PAYER);
    return seen(find(caller, id));
  }

  public Opened open(Caller caller, String user, Draft draft) {
    caller.mustBe(ADMIN);
    String name = user.toLowerCase(Locale.ROOT);
    if (!USER.matcher(name).matches()) {
      throw Refused.invalid(
          "user", "must be 1 to 32 letters, digits, dots, dashes; begins with a letter or digit");
    }
    String password = Digests.newPassword();
    Phone phone =
        new Phone(
            Generators.timeBasedEpochGenerator().generate(),
            name,
            Digests.of(name, caller.tenant().domain(), password),
            clock.instant());
    present(phone, draft);
    entities.persist(phone);
    try {
      entities.flush();
    } catch (ConstraintViolationException taken) {
      throw Refused.conflict("phone-exists", "There is a phone " + name + " already.");
    }
    return new Opened(seen(phone), password);
  }

  /**
   * @param read the phone's version that the change is of; null: of whichever there is
   * @throws Refused with 409 {@code changed-meanwhile} when there is another
   */
  public Seen change(Caller caller, UUID id, Draft draft, boolean enabled, @Nullable Integer read) {
    caller.mustBe(ADMIN);
    Phone phone = find(caller, id);
    Refused.unlessAsRead("phone", phone.version(), read);
    present(phone, draft);
    phone.enable(enabled);
    entities.flush();
    return seen(phone);
  }

  /** The old password stops working, and with it those that browsers were given. */
  public Opened newPassword(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    Phone phone = find(caller, id);
    String password = Digests.newPassword();
    phone.changePassword(Digests.of(phone.user(), caller.tenant().domain(), password));
    entities
        .createNativeQuery("delete from phone_pass where phone = :phone")
        .setParameter("phone", id)
        .executeUpdate();
    entities.flush();
    return new Opened(seen(phone), password);
  }

  public void close(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    Phone phone = find(caller, id);
    long numbers =
        entities
            .createQuery("select count(*) from DialledNumber n where n.phone = :phone", Long.class)
            .setParameter("phone", id)
            .getSingleResult();
    if (numbers > 0) {
      throw Refused.conflict("phone-in-use", "Numbers still lead to this phone.");
    }
    entities.remove(phone);
    entities.flush();
  }

  private void present(Phone phone, Draft draft) {
    phone.present(draft.displayName(), callerId(draft.callerId()), wallet(draft.wallet()));
  }

  /** Only a number that the tenant has, or has verified, may be shown to the outside. */
  private @Nullable E164 callerId(@Nullable String number) {
    if (number == null || number.isBlank()) {
      return null;
    }
    E164 parsed =
        E164.parse(number)
            .orElseThrow(
                () -> Refused.invalid("callerId", "must be in E.164, such as +4930555100"));
    boolean shown =
        !entities
            .createNativeQuery(
                "select 1 from number where dialled = :number union all select 1 from caller_id"
                    + " where tenant = current_tenant() and number = :number"
                    + " and verified is not null and coalesce(until > :now, true)",
                Integer.class)
            .setParameter("number", parsed.number())
            .setParameter("now", clock.instant())
            .getResultList()
            .isEmpty();
    if (!shown) {
      throw Refused.invalid("callerId", "is not a number of this tenant, nor one it has verified");
    }
    return parsed;
  }

  private @Nullable UUID wallet(@Nullable UUID wallet) {
    if (wallet == null) {
      return null;
    }
    boolean known =
        !entities
            .createNativeQuery("select 1 from wallet where id = :id", Integer.class)
            .setParameter("id", wallet)
            .getResultList()
            .isEmpty();
    if (!known) {
      throw Refused.invalid("walletId", "is not a wallet of this tenant");
    }
    return wallet;
  }

  private Phone find(Caller caller, UUID id) {
    Phone phone = entities.find(Phone.class, id);
    if (phone == null || !SeenWallets.of(entities, caller).contains(phone.wallet())) {
      throw Refused.notFound("phone");
    }
    return phone;
  }

  private Seen seen(Phone phone) {
    return new Seen(phone, registrations(List.of(phone.id())).getOrDefault(phone.id(), List.of()));
  }

  private Map<UUID, List<Registration>> registrations(List<UUID> phones) {
    return entities
        .unwrap(Session.class)
        .doReturningWork(c -> Registrations.of(c, phones, clock.instant()))
        .stream()
        .collect(Collectors.groupingBy(Registration::phone));
  }
}
