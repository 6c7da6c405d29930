package org.meterline.ejb.number;

import static org.meterline.ejb.tenant.Role.ADMIN;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.number.DialledNumber.Target;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.phone.Phone;
import org.meterline.ejb.program.Program;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.telephony.call.E164;

/** Keeping the tenant's dialled names. */
@Stateless
@InTenant
public class Numbers {
  private static final Pattern INTERNAL = Pattern.compile("[0-9*#]{1,8}");

  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Numbers() {
    this(null, null);
  }

  @Inject
  public Numbers(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** A number and the name of what it leads to. */
  public record Seen(DialledNumber number, String targetName) {}

  /** What can be said of a number. */
  public record Draft(String number, Target target, String description) {}

  /** By what is dialled. */
  public Page<Seen> list(Caller caller, Ask ask) {
    List<DialledNumber> rows =
        entities
            .createQuery(
                "select n from DialledNumber n where n.dialled > :after order by n.dialled",
                DialledNumber.class)
            .setParameter("after", ask.after().orElse(""))
            .setMaxResults(ask.rows())
            .getResultList();
    Map<UUID, String> names = names(rows);
    return Page.of(rows, ask, DialledNumber::dialled).map(n -> named(n, names));
  }

  public Seen get(Caller caller, UUID id) {
    return seen(find(id));
  }

  public Seen attach(Caller caller, Draft draft) {
    caller.mustBe(ADMIN);
    DialledNumber number =
        new DialledNumber(
            Generators.timeBasedEpochGenerator().generate(),
            dialled(caller, draft.number()),
            clock.instant());
    lead(caller, number, draft);
    entities.persist(number);
    flush(number);
    return seen(number);
  }

  /**
   * @param read the number's version that the change is of; null: of whichever there is
   * @throws Refused with 409 {@code changed-meanwhile} when there is another
   */
  public Seen change(Caller caller, UUID id, Draft draft, @Nullable Integer read) {
    caller.mustBe(ADMIN);
    DialledNumber number = find(id);
    Refused.unlessAsRead("number", number.version(), read);
    number.dial(dialled(caller, draft.number()));
    lead(caller, number, draft);
    flush(number);
    return seen(number);
  }

  public void detach(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    DialledNumber number = find(id);
    entities
        .createQuery("update Phone p set p.callerId = null where p.callerId = :number")
        .setParameter("number", number.dialled())
        .executeUpdate();
    entities.remove(number);
    entities.flush();
  }

  private static String dialled(Caller caller, String text) {
    String plain = Dialling.plain(text.strip());
    String country = caller.tenant().country();
    if (Dialling.emergency(plain, country)) {
      throw Refused.invalid("number", "is an emergency number");
    }
    if (INTERNAL.matcher(plain).matches() && !plain.startsWith("0")) {
      return plain;
    }
    return Dialling.outside(plain, country)
        .map(E164::number)
        .orElseThrow(
            () ->
                Refused.invalid(
                    "number", "must be internal (1 to 8 digits, * or #) or in E.164 with a plus"));
  }

  private void lead(Caller caller, DialledNumber number, Draft draft) {
    Target target = draft.target();
    switch (target) {
      case Target.Phone(UUID phone) -> mustBeThere(Phone.class, phone);
      case Target.Program(UUID program) -> mustBeThere(Program.class, program);
      case Target.Outside(String to) -> target = outside(caller, number, to);
      case Target.Application _ -> {}
    }
    number.leadTo(target);
    number.describe(draft.description());
  }

  private void mustBeThere(Class<?> what, UUID id) {
    if (entities.find(what, id) == null) {
      throw Refused.invalid("target", "is not a phone or program of this tenant");
    }
  }

  /** Where another number of the tenant's leads, this one can lead by itself. */
  private Target outside(Caller caller, DialledNumber number, String to) {
    String country = caller.tenant().country();
    String plain = Dialling.plain(to.strip());
    String found =
        Dialling.outside(plain, country)
            .map(E164::number)
            .orElseThrow(
                () -> Refused.invalid("target.number", "must be a number outside, such as +4930…"));
    boolean own =
        !entities
            .createQuery("select n.id from DialledNumber n where n.dialled = :dialled", UUID.class)
            .setParameter("dialled", found)
            .getResultList()
            .isEmpty();
    if (own || found.equals(number.dialled())) {
      throw Refused.invalid(
          "target.number", "is this tenant's: choose the phone or program that it leads to");
    }
    return new Target.Outside(found);
  }

  private void flush(DialledNumber number) {
    try {
      entities.flush();
    } catch (ConstraintViolationException taken) {
      throw Refused.conflict("number-taken", "The number " + number.dialled() + " is taken.");
    }
  }

  private DialledNumber find(UUID id) {
    DialledNumber number = entities.find(DialledNumber.class, id);
    if (number == null) {
      throw Refused.notFound("number");
    }
    return number;
  }

  private Seen seen(DialledNumber number) {
    return named(number, names(List.of(number)));
  }

  private static Seen named(DialledNumber number, Map<UUID, String> names) {
    String name =
        switch (number.target()) {
          case Target.Phone(UUID phone) -> names.getOrDefault(phone, "");
          case Target.Program(UUID program) -> names.getOrDefault(program, "");
          case Target.Outside(String outside) -> outside;
          case Target.Application _ -> "";
        };
    return new Seen(number, name);
  }

  private Map<UUID, String> names(List<DialledNumber> numbers) {
    List<UUID> ids = new ArrayList<>();
    for (DialledNumber number : numbers) {
      switch (number.target()) {
        case Target.Phone(UUID phone) -> ids.add(phone);
        case Target.Program(UUID program) -> ids.add(program);
        case Target.Outside _, Target.Application _ -> {}
      }
    }
    Map<UUID, String> names = new HashMap<>();
    entities
        .createQuery("select p from Phone p where p.id in :ids", Phone.class)
        .setParameter("ids", ids)
        .getResultList()
        .forEach(p -> names.put(p.id(), p.displayName()));
    entities
        .createQuery("select p from Program p where p.id in :ids", Program.class)
        .setParameter("ids", ids)
        .getResultList()
        .forEach(p -> names.put(p.id(), p.name()));
    return names;
  }
}
