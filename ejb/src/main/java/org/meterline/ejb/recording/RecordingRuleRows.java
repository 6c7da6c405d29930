package org.meterline.ejb.recording;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.RecordingRule;
import org.meterline.telephony.call.RecordingRules;
import org.meterline.telephony.media.Prompt;

/** The rows of one tenant's rules, in a transaction that has named the tenant. */
public final class RecordingRuleRows {
  private static final String ALL =
      """
      select r.id, r.phone, r.number, p.username, n.dialled, r.ways, r.internal, r.consent, r.told, r.required,
             r.sound, r.changed, r.changed_by, r.version,
             case when r.consent = 'SILENT' then
               (select s.statement from recording_statement s where s.rule = r.id order by s.id desc limit 1)
             end as statement
      from recording_rule r
        left join phone p on p.tenant = r.tenant and p.id = r.phone
        left join number n on n.tenant = r.tenant and n.id = r.number
      order by n.dialled nulls last, p.username nulls last
      """;

  private RecordingRuleRows() {}

  /** Somebody said that the law of the place allows to record in silence. */
  public record Statement(UUID rule, String scope, Instant at, String email, String statement) {}

  /** As calls need them. */
  public static RecordingRules rules(Connection c) throws SQLException {
    return RecordingRules.of(told(c));
  }

  static List<RecordingRule> told(Connection c) throws SQLException {
    List<RecordingRule> rules = new ArrayList<>();
    for (RecordingRuleSeen seen : all(c)) {
      rules.add(
          new RecordingRule(
              seen.id(),
              seen.scope(),
              seen.ways(),
              seen.internal(),
              seen.consent(),
              seen.told(),
              seen.required(),
              seen.sound() == null ? null : new Prompt.Own(seen.sound())));
    }
    return rules;
  }

  /** Numbers first, then phones, then the one for all. */
  static List<RecordingRuleSeen> all(Connection c) throws SQLException {
    List<RecordingRuleSeen> all = new ArrayList<>();
    try (PreparedStatement select = c.prepareStatement(ALL);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(
            new RecordingRuleSeen(
                row.getObject("id", UUID.class),
                scope(row.getString("username"), row.getString("dialled")),
                row.getObject("phone", UUID.class),
                row.getObject("number", UUID.class),
                RecordingRule.Ways.valueOf(row.getString("ways")),
                row.getBoolean("internal"),
                RecordingRule.Consent.valueOf(row.getString("consent")),
                RecordingRule.Told.valueOf(row.getString("told")),
                row.getBoolean("required"),
                row.getString("sound"),
                row.getObject("changed", OffsetDateTime.class).toInstant(),
                row.getString("changed_by"),
                row.getString("statement"),
                row.getInt("version")));
      }
    }
    return all;
  }

  private static RecordingRule.Scope scope(@Nullable String user, @Nullable String dialled) {
    if (user != null) {
      return new RecordingRule.Scope.Phone(user);
    }
    return dialled == null
        ? new RecordingRule.Scope.Tenant()
        : new RecordingRule.Scope.Dialled(dialled);
  }

  static boolean hasPhone(Connection c, UUID id) throws SQLException {
    return finds(c, "select from phone where id = ?", id);
  }

  static boolean hasNumber(Connection c, UUID id) throws SQLException {
    return finds(c, "select from number where id = ?", id);
  }

  private static boolean finds(Connection c, String sql, UUID id) throws SQLException {
    try (PreparedStatement select = c.prepareStatement(sql)) {
      select.setObject(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * Writes a rule, new or not; a file that is still to be moved is forgotten for a sound.
   *
   * @param read the version that is changed; null: whichever it is
   * @return whether it was still that one
   */
  static boolean put(
      Connection c,
      UUID tenant,
      UUID id,
      StandingRules.Draft rule,
      Instant at,
      String by,
      @Nullable Integer read)
      throws SQLException {
    return 1
        == RecordingRows.update(
            c,
            "insert into recording_rule (tenant, id, phone, number, ways, internal, consent, told,"
                + " required, sound, changed, changed_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (tenant, id) do update set phone = excluded.phone, number ="
                + " excluded.number, ways = excluded.ways, internal = excluded.internal, consent ="
                + " excluded.consent, told = excluded.told, required = excluded.required, sound ="
                + " excluded.sound, sound_file = case when excluded.sound is null then"
                + " recording_rule.sound_file end, changed = excluded.changed, changed_by ="
                + " excluded.changed_by, version = recording_rule.version + 1"
                + " where recording_rule.version = coalesce(?::integer, recording_rule.version)",
            tenant,
            id,
            rule.phone(),
            rule.number(),
            rule.ways().name(),
            rule.internal(),
            rule.consent().name(),
            rule.told().name(),
            rule.required(),
            rule.sound(),
            RecordingRows.offset(at),
            by,
            read);
  }

  static void delete(Connection c, UUID id) throws SQLException {
    RecordingRows.update(c, "delete from recording_rule where id = ?", id);
  }

  static void state(Connection c, UUID tenant, UUID id, Statement said, String subject)
      throws SQLException {
    RecordingRows.update(
        c,
        "insert into recording_statement (tenant, id, rule, scope, at, subject, email, statement)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
        tenant,
        id,
        said.rule(),
        said.scope(),
        RecordingRows.offset(said.at()),
        subject,
        said.email(),
        said.statement());
  }

  /** Newest first; at most two hundred. */
  static List<Statement> statements(Connection c) throws SQLException {
    List<Statement> all = new ArrayList<>();
    try (PreparedStatement select =
            c.prepareStatement(
                "select rule, scope, at, email, statement from recording_statement"
                    + " order by id desc limit 200");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(
            new Statement(
                row.getObject("rule", UUID.class),
                row.getString("scope"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("email"),
                row.getString("statement")));
      }
    }
    return all;
  }
}
