package org.meterline.ejb.program;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.AGENT;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** Keeping the tenant's external programs and looking at their runs. */
@Stateless
@InTenant
public class Programs {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);
  private static final Pattern VARIABLE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}|CHANNEL\\(language\\)");
  private static final int MOST_VARIABLES = 64;

  private final EntityManager entities;
  private final ProgramFiles files;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Programs() {
    this(null, null, null);
  }

  @Inject
  public Programs(EntityManager entities, ProgramFiles files, Clock clock) {
    this.entities = entities;
    this.files = files;
    this.clock = clock;
  }

  /**
   * A program with what belongs to it.
   *
   * @param variables none unless whoever looks may change them: there are keys among them
   */
  public record Seen(
      Program program,
      @Nullable ProgramVersion live,
      List<String> numbers,
      Map<String, String> variables,
      long runningNow) {}

  /** What can be said of a program. */
  public record Draft(String name, String description, Map<String, String> variables) {}

  /** By name. */
  public Page<Seen> list(Caller caller, Ask ask) {
    List<Program> rows =
        entities
            .createQuery(
                "select p from Program p where p.name > :after order by p.name", Program.class)
            .setParameter("after", ask.after().orElse(""))
            .setMaxResults(ask.rows())
            .getResultList();
    return Page.of(rows, ask, Program::name).map(program -> seen(caller, program));
  }

  public Seen get(Caller caller, UUID id) {
    return seen(caller, find(id));
  }

  public Seen create(Caller caller, Draft draft) {
    caller.mustBe(ADMIN);
    Program program =
        new Program(Generators.timeBasedEpochGenerator().generate(), TIME_LIMIT, clock.instant());
    present(program, draft);
    entities.persist(program);
    flush(program);
    return seen(caller, program);
  }

  /**
   * @param read the program's version that the change is of; null: of whichever there is
   * @throws Refused with 409 {@code changed-meanwhile} when there is another
   */
  public Seen change(Caller caller, UUID id, Draft draft, @Nullable Integer read) {
    caller.mustBe(ADMIN);
    Program program = find(id);
    Refused.unlessAsRead("program", program.version(), read);
    present(program, draft);
    flush(program);
    return seen(caller, program);
  }

  /** Its runs and files stay, for the record. */
  public void remove(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    Program program = find(id);
    if (!numbers(id).isEmpty()) {
      throw Refused.conflict("program-in-use", "Numbers still lead to this program.");
    }
    entities.remove(program);
    entities.flush();
  }

  /** Newest first. */
  public Page<ProgramVersion> versions(Caller caller, UUID id, Ask ask) {
    caller.mustBe(ADMIN);
    find(id);
    List<ProgramVersion> rows =
        entities
            .createQuery(
                "select v from ProgramVersion v where v.program = :program and v.id < :before"
                    + " order by v.id desc",
                ProgramVersion.class)
            .setParameter("program", id)
            .setParameter("before", ask.afterId().orElse(LAST))
            .setMaxResults(ask.rows())
            .getResultList();
    return Page.of(rows, ask, v -> v.id().toString());
  }

  /** Stores a new version; calls that come from now on get it. */
  public ProgramVersion upload(Caller caller, UUID id, String fileName, byte[] content) {
    caller.mustBe(ADMIN);
    Program program = find(id);
    int number =
        entities
            .createQuery(
                "select coalesce(max(v.number), 0) + 1 from ProgramVersion v"
                    + " where v.program = :program",
                Integer.class)
            .setParameter("program", id)
            .getSingleResult();
    UUID version = Generators.timeBasedEpochGenerator().generate();
    ProgramFiles.Stored file = files.store(caller.tenant().id(), id, version, fileName, content);
    ProgramVersion uploaded =
        new ProgramVersion(version, id, number, file, clock.instant(), caller.email());
    entities.persist(uploaded);
    program.golive(uploaded);
    try {
      entities.flush();
    } catch (ConstraintViolationException another) {
      throw new Refused("upload-under-way", 409, "Another version came at the same time.", true);
    }
    return uploaded;
  }

  /** Newest first. */
  public Page<ProgramRun> runs(Caller caller, UUID id, Ask ask) {
    caller.mustBe(ADMIN, AGENT);
    find(id);
    List<ProgramRun> rows =
        entities
            .createQuery(
                "select r from ProgramRun r where r.program = :program and r.id < :before order by"
                    + " r.id desc",
                ProgramRun.class)
            .setParameter("program", id)
            .setParameter("before", ask.afterId().orElse(LAST))
            .setMaxResults(ask.rows())
            .getResultList();
    return Page.of(rows, ask, r -> r.id().toString());
  }

  public ProgramRun run(Caller caller, UUID id) {
    caller.mustBe(ADMIN, AGENT);
    ProgramRun run = entities.find(ProgramRun.class, id);
    if (run == null) {
      throw Refused.notFound("program run");
    }
    return run;
  }

  private static final UUID LAST = new UUID(-1, -1);

  private static void present(Program program, Draft draft) {
    if (draft.variables().size() > MOST_VARIABLES) {
      throw Refused.invalid("variables", "are at most " + MOST_VARIABLES);
    }
    draft
        .variables()
        .forEach(
            (name, value) -> {
              if (!VARIABLE.matcher(name).matches()) {
                throw Refused.invalid("variables", "has the name " + name + ", which cannot be");
              }
              if (value.length() > 1024 || value.chars().anyMatch(Character::isISOControl)) {
                throw Refused.invalid("variables", "has a value for " + name + " that cannot be");
              }
            });
    program.present(draft.name().strip(), draft.description(), draft.variables());
  }

  private void flush(Program program) {
    try {
      entities.flush();
    } catch (ConstraintViolationException taken) {
      throw Refused.conflict(
          "program-exists", "There is a program " + program.name() + " already.");
    }
  }

  private Program find(UUID id) {
    Program program = entities.find(Program.class, id);
    if (program == null) {
      throw Refused.notFound("program");
    }
    return program;
  }

  private Seen seen(Caller caller, Program program) {
    UUID live = program.live();
    long running =
        entities
            .createQuery(
                "select count(*) from ProgramRun r where r.program = :id and r.ended is null",
                Long.class)
            .setParameter("id", program.id())
            .getSingleResult();
    return new Seen(
        program,
        live == null ? null : entities.find(ProgramVersion.class, live),
        numbers(program.id()),
        caller.is(ADMIN) ? program.variables() : Map.of(),
        running);
  }

  private List<String> numbers(UUID program) {
    return entities
        .createQuery(
            "select n.dialled from DialledNumber n where n.program = :id order by n.dialled",
            String.class)
        .setParameter("id", program)
        .getResultList();
  }
}
