package org.meterline.ejb.trunk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.trunk.Trunk;

/**
 * A trunk as it is in the database.
 *
 * @param owner the tenant whose it is; null: the operator's
 * @param everybody whether every tenant may use it
 * @param emergency whether it carries emergency calls of whoever may use it
 * @param carrier the payer in the operator's book whom calls over it are owed to
 * @param routes of emergency calls, by country; none: it carries those of all countries as they are
 *     dialled
 * @param trunk with its password, if that could be opened
 */
public record StoredTrunk(
    UUID id,
    @Nullable UUID owner,
    boolean everybody,
    boolean emergency,
    @Nullable UUID carrier,
    int version,
    List<EmergencyRoute> routes,
    Trunk trunk) {
  private static final System.Logger LOG = System.getLogger(StoredTrunk.class.getName());

  /** Those that the tenant of the transaction may use, in order of preference. */
  public static final String USED =
      "select t.*, coalesce(u.preference, t.preference) as prefers,"
          + " coalesce(u.emergency, t.emergency) as emergencies"
          + " from trunk t left join trunk_use u on u.trunk = t.id"
          + " where t.owner = current_tenant() or t.everybody or u.id is not null"
          + " order by prefers, t.name";

  /** Those that the operator looks after. */
  static final String OPERATORS =
      "select t.*, t.preference as prefers, t.emergency as emergencies from trunk t"
          + " where t.owner is null order by prefers, t.name";

  /** The row of {@link #USED} or {@link #OPERATORS}. */
  public static StoredTrunk of(ResultSet row, TrunkSecrets secrets) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    return new StoredTrunk(
        id,
        row.getObject("owner", UUID.class),
        row.getBoolean("everybody"),
        row.getBoolean("emergencies"),
        row.getObject("carrier", UUID.class),
        row.getInt("version"),
        EmergencyRoute.read(row.getString("emergency_routes")),
        new Trunk(
            row.getString("name"),
            row.getString("host"),
            row.getInt("port"),
            row.getString("transport"),
            texts(row, "prefixes"),
            row.getBoolean("enabled"),
            row.getInt("prefers"),
            row.getInt("weight"),
            new Trunk.Limits(row.getInt("calls_limit"), row.getInt("calls_per_second")),
            RewritingColumn.read(row.getString("rewriting")),
            texts(row, "codecs"),
            access(row, id, secrets),
            row.getBoolean("trusted"),
            row.getBoolean("refers"),
            Trunk.Signing.valueOf(row.getString("signing")),
            Trunk.Unverified.valueOf(row.getString("unverified")),
            row.getObject("owner") != null,
            row.getBoolean("told"),
            row.getBoolean("follows"),
            row.getBoolean("transfers")));
  }

  /** Whether it is meant for emergency calls of that country. */
  public boolean helpsIn(String country) {
    return routes.isEmpty() || route(country).isPresent();
  }

  /** The lowest is tried first; a route of the country's own before one for all. */
  public int helpPreference(String country) {
    return route(country).map(EmergencyRoute::preference).orElse(1_001 + trunk.preference());
  }

  /** How an emergency number of the country is written there. */
  public String helpNumber(String country, String dialled) {
    return route(country).map(r -> r.numbers().getOrDefault(dialled, dialled)).orElse(dialled);
  }

  private Optional<EmergencyRoute> route(String country) {
    return routes.stream().filter(route -> route.country().equals(country)).findFirst();
  }

  private static Trunk.@Nullable Access access(ResultSet row, UUID id, TrunkSecrets secrets)
      throws SQLException {
    String user = row.getString("username");
    if (user == null) {
      return null;
    }
    String domain = row.getString("domain");
    String password = secrets.open(id, row.getString("password")).orElse("");
    if (password.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the password of trunk {0} cannot be opened: enter it again",
          row.getString("name"));
    }
    return new Trunk.Access(
        user,
        password,
        domain == null ? row.getString("host") : domain,
        row.getBoolean("registers"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }
}
