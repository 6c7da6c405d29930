package org.meterline.ejb.trunk;

import static org.meterline.ejb.tenant.Role.ADMIN;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.telephony.trunk.Trunk;

/** Looking at the trunks that the tenant may use. */
@Stateless
@InTenant
public class Trunks {
  private final EntityManager entities;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Trunks() {
    this(null);
  }

  @Inject
  public Trunks(EntityManager entities) {
    this.entities = entities;
  }

  /** How a trunk is, as the tenant's latest call over it shows. */
  public enum State {
    UP,
    DOWN,
    UNKNOWN
  }

  /**
   * A trunk as the tenant sees it.
   *
   * @param numbers the tenant's numbers of the world, which calls from it reach
   * @param callsNow the tenant's calls over it that are up
   */
  public record Seen(
      UUID id,
      Trunk trunk,
      State state,
      List<String> numbers,
      long callsNow,
      @Nullable Integer callsLimit) {
    public Seen {
      numbers = List.copyOf(numbers);
    }
  }

  /** In order of preference; they are few. */
  public Page<Seen> list(Caller caller, Ask ask) {
    caller.mustBe(ADMIN);
    List<Seen> all = entities.unwrap(Session.class).doReturningWork(this::read);
    int from = ask.after().map(a -> after(all, a)).orElse(0);
    List<Seen> rest = all.subList(from, all.size());
    return Page.of(rest.subList(0, Math.min(rest.size(), ask.rows())), ask, t -> t.trunk().name());
  }

  private static int after(List<Seen> all, String name) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).trunk().name().equals(name)) {
        return i + 1;
      }
    }
    return all.size();
  }

  private List<Seen> read(Connection connection) throws SQLException {
    List<String> numbers = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select dialled from number where dialled like '+%' order by dialled");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        numbers.add(row.getString(1));
      }
    }
    List<Seen> trunks = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select t.id, t.name, t.host, t.port, t.transport, t.prefixes, t.calls_limit,"
                    + " (select count(*) from call_leg l join call_record c"
                    + "    on c.tenant = l.tenant and c.id = l.call"
                    + "  where c.ended is null and l.ended is null and l.trunk = t.name) as calls,"
                    + " (select l.sip_status from call_leg l where l.trunk = t.name"
                    + "    and l.ended > now() - interval '15 minutes'"
                    + "  order by l.ended desc limit 1) as latest"
                    + " from trunk_use u join trunk t on t.id = u.trunk"
                    + " order by u.preference, t.name");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Trunk trunk =
            new Trunk(
                row.getString("name"),
                row.getString("host"),
                row.getInt("port"),
                row.getString("transport"),
                Arrays.asList((String[]) row.getArray("prefixes").getArray()));
        int limit = row.getInt("calls_limit");
        trunks.add(
            new Seen(
                row.getObject("id", UUID.class),
                trunk,
                state(row.getInt("latest")),
                numbers,
                row.getLong("calls"),
                limit == 0 ? null : limit));
      }
    }
    return trunks;
  }

  /** 408 and 503 are what a leg ends with when its trunk does not answer or has no way. */
  private static State state(int latest) {
    return switch (latest) {
      case 0 -> State.UNKNOWN;
      case 408, 503 -> State.DOWN;
      default -> State.UP;
    };
  }
}
