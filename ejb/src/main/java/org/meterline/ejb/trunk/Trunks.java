package org.meterline.ejb.trunk;

import static org.meterline.ejb.tenant.Role.ADMIN;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.trunk.Health;

/** Keeping the operator's trunks and a tenant's own, and looking at those it may use. */
@Stateless
@InTenant
public class Trunks {
  /** Found by the calls that are up, which are few. */
  static final String CALLS_UP =
      "select l.trunk, count(*) from call_leg l join call_record c"
          + " on c.tenant = l.tenant and c.id = l.call"
          + " where c.ended is null and l.ended is null and l.trunk is not null"
          + " group by l.trunk";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final EntityManager entities;
  private final TrunkWatch watch;
  private final TrunkSecrets secrets;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Trunks() {
    this(null, null, null);
  }

  @Inject
  public Trunks(EntityManager entities, TrunkWatch watch, TrunkSecrets secrets) {
    this.entities = entities;
    this.watch = watch;
    this.secrets = secrets;
  }

  /**
   * A trunk as who asks sees it. Its password is in none.
   *
   * @param own whether they may change it
   * @param numbers the tenant's numbers of the world, which calls from it reach
   * @param callsNow the tenant's calls over it that are up
   */
  public record Seen(
      StoredTrunk stored, boolean own, Health.Seen health, List<String> numbers, long callsNow) {
    public Seen {
      numbers = List.copyOf(numbers);
    }
  }

  /** In order of preference; they are few. */
  public Page<Seen> list(Caller caller, Ask ask) {
    caller.mustBe(ADMIN);
    List<Seen> all = all(caller);
    int from = ask.after().map(a -> after(all, a)).orElse(0);
    List<Seen> rest = all.subList(from, all.size());
    return Page.of(rest.subList(0, Math.min(rest.size(), ask.rows())), ask, Trunks::name);
  }

  public Seen get(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    return find(caller, id);
  }

  /**
   * @throws Refused with 409 {@code trunk-exists}, or 422
   */
  public Seen create(Caller caller, String name, TrunkDraft draft) {
    caller.mustBe(ADMIN);
    if (!NAME.matcher(name).matches()) {
      throw Refused.invalid("name", "must be 1 to 63 of a-z, 0-9 and -");
    }
    check(caller, draft);
    if (draft.user() != null && draft.password() == null) {
      throw Refused.invalid("password", "is needed with a user");
    }
    UUID id = Generators.timeBasedEpochGenerator().generate();
    try {
      working(
          c -> {
            try (PreparedStatement insert =
                c.prepareStatement(
                    "insert into trunk (id, name, owner, host, port, transport, prefixes)"
                        + " values (?, ?, ?, ?, ?, ?, '{}')")) {
              insert.setObject(1, id);
              insert.setString(2, name);
              insert.setObject(3, caller.tenant().isOperator() ? null : caller.tenant().id());
              insert.setString(4, draft.host());
              insert.setInt(5, draft.port());
              insert.setString(6, draft.transport());
              insert.executeUpdate();
            }
            return write(c, id, draft, null);
          });
    } catch (ConstraintViolationException taken) {
      throw Refused.conflict("trunk-exists", "There is a trunk " + name + " already.");
    }
    return find(caller, id);
  }

  /**
   * @param read the trunk's version that the change is of; null: of whichever there is
   * @throws Refused with 404, also for a trunk that the tenant only uses, 422, or 409 {@code
   *     changed-meanwhile}
   */
  public Seen change(Caller caller, UUID id, TrunkDraft draft, @Nullable Integer read) {
    caller.mustBe(ADMIN);
    Seen before = mine(caller, id);
    check(caller, draft);
    if (draft.user() != null
        && draft.password() == null
        && before.stored().trunk().access() == null) {
      throw Refused.invalid("password", "is needed with a user");
    }
    if (working(c -> write(c, id, draft, read)) == 0) {
      throw Refused.changedMeanwhile("trunk");
    }
    return find(caller, id);
  }

  public void delete(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    mine(caller, id);
    working(
        c -> {
          try (PreparedStatement delete = c.prepareStatement("delete from trunk where id = ?")) {
            delete.setObject(1, id);
            return delete.executeUpdate();
          } catch (SQLException e) {
            if ("23503".equals(e.getSQLState())) {
              throw Refused.conflict(
                  "trunk-in-use", "Tenants were given this trunk; switch it off instead.");
            }
            throw e;
          }
        });
  }

  /** Which trunks would be tried for a number, in which order, and why the others are not. */
  public TrunkWatch.Trial attempt(Caller caller, String number) {
    caller.mustBe(ADMIN);
    return watch.attempt(caller.tenant(), number);
  }

  private void check(Caller caller, TrunkDraft draft) {
    boolean operators = caller.tenant().isOperator();
    draft.check(operators);
    if (!operators) {
      watch
          .refuses(new Place(draft.host(), draft.port(), draft.transport(), true))
          .ifPresent(
              why -> {
                throw Refused.invalid(
                    "host",
                    "must be in the public internet, or in a network that the operator allows: "
                        + why);
              });
    }
    if (draft.carrier() != null && !isCarrier(draft.carrier())) {
      throw Refused.invalid("carrierId", "is not a carrier of the operator's book");
    }
  }

  private boolean isCarrier(UUID payer) {
    return working(
        c -> {
          try (PreparedStatement select =
              c.prepareStatement("select 1 from payer where id = ? and kind = 'CARRIER'")) {
            select.setObject(1, payer);
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  private int write(Connection c, UUID id, TrunkDraft draft, @Nullable Integer read)
      throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            "update trunk set host = ?, port = ?, transport = ?, prefixes = ?, enabled = ?,"
                + " preference = ?, weight = ?, calls_limit = ?, calls_per_second = ?,"
                + " rewriting = ?, codecs = ?, username = ?,"
                + " password = case when ?::text is null then null else coalesce(?, password) end,"
                + " domain = ?, registers = ?, trusted = ?, refers = ?, everybody = ?,"
                + " emergency = ?,"
                + " carrier = ?, emergency_routes = ?, signing = ?, unverified = ?, told = ?,"
                + " follows = ?, transfers = ?,"
                + " version = version + 1 where id = ? and version = coalesce(?, version)")) {
      int i = 0;
      update.setString(++i, draft.host());
      update.setInt(++i, draft.port());
      update.setString(++i, draft.transport());
      update.setArray(++i, texts(c, draft.prefixes()));
      update.setBoolean(++i, draft.enabled());
      update.setInt(++i, draft.preference());
      update.setInt(++i, draft.weight());
      update.setObject(++i, limit(draft.limits().calls()));
      update.setObject(++i, limit(draft.limits().perSecond()));
      update.setString(++i, RewritingColumn.write(draft.rewriting()));
      update.setArray(++i, texts(c, draft.codecs() == null ? List.of() : draft.codecs()));
      update.setString(++i, draft.user());
      update.setString(++i, draft.user());
      update.setString(++i, draft.password() == null ? null : secrets.seal(id, draft.password()));
      update.setString(++i, draft.domain());
      update.setBoolean(++i, draft.registers());
      update.setBoolean(++i, draft.trusted());
      update.setBoolean(++i, draft.refers());
      update.setBoolean(++i, draft.everybody());
      update.setBoolean(++i, draft.emergency());
      update.setObject(++i, draft.carrier());
      update.setString(++i, EmergencyRoute.write(draft.emergencyRoutes()));
      update.setString(++i, draft.signing().name());
      update.setString(++i, draft.unverified().name());
      update.setBoolean(++i, draft.told());
      update.setBoolean(++i, draft.follows());
      update.setBoolean(++i, draft.transfers());
      update.setObject(++i, id);
      update.setObject(++i, read, Types.INTEGER);
      return update.executeUpdate();
    }
  }

  private static @Nullable Integer limit(int most) {
    return most == 0 ? null : most;
  }

  private static Array texts(Connection c, List<String> texts) throws SQLException {
    return c.createArrayOf("text", texts.toArray());
  }

  private Seen mine(Caller caller, UUID id) {
    Seen seen = find(caller, id);
    if (!seen.own()) {
      throw Refused.notFound("trunk of yours");
    }
    return seen;
  }

  private Seen find(Caller caller, UUID id) {
    return all(caller).stream()
        .filter(seen -> seen.stored().id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refused.notFound("trunk"));
  }

  private static String name(Seen seen) {
    return seen.stored().trunk().name();
  }

  private static int after(List<Seen> all, String name) {
    for (int i = 0; i < all.size(); i++) {
      if (name(all.get(i)).equals(name)) {
        return i + 1;
      }
    }
    return all.size();
  }

  private List<Seen> all(Caller caller) {
    boolean operator = caller.tenant().isOperator();
    return working(
        c -> {
          List<String> numbers = numbers(c);
          Map<String, Long> calls = calls(c);
          List<Seen> trunks = new ArrayList<>();
          try (PreparedStatement select =
                  c.prepareStatement(operator ? StoredTrunk.OPERATORS : StoredTrunk.USED);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              StoredTrunk stored = StoredTrunk.of(row, secrets);
              String name = stored.trunk().name();
              trunks.add(
                  new Seen(
                      stored,
                      operator || stored.owner() != null,
                      watch.health(name),
                      numbers,
                      calls.getOrDefault(name, 0L)));
            }
          }
          return trunks;
        });
  }

  private static List<String> numbers(Connection c) throws SQLException {
    List<String> numbers = new ArrayList<>();
    try (PreparedStatement select =
            c.prepareStatement(
                "select dialled from number where dialled like '+%' order by dialled");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        numbers.add(row.getString(1));
      }
    }
    return numbers;
  }

  private static Map<String, Long> calls(Connection c) throws SQLException {
    Map<String, Long> calls = new HashMap<>();
    try (PreparedStatement select = c.prepareStatement(CALLS_UP);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        calls.put(row.getString(1), row.getLong(2));
      }
    }
    return calls;
  }

  private interface Work<R> {
    R with(Connection connection) throws SQLException;
  }

  private <R> R working(Work<R> work) {
    return entities.unwrap(Session.class).doReturningWork(work::with);
  }
}
