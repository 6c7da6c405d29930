package org.meterline.billing.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** News of money, written in the commit that moved it and taken out once that is through. */
public final class Outbox {
  private final DataSource source;

  /**
   * @param source connections of the application's user, in autocommit
   */
  public Outbox(DataSource source) {
    this.source = source;
  }

  /**
   * Something to be announced.
   *
   * @param type a CloudEvents type such as {@code wallet.changed}
   * @param subject the id of what it is about
   * @param data JSON
   */
  public record Announcement(UUID tenant, String type, String subject, String data) {}

  /**
   * Takes the oldest out, each once on one node: whoever takes them tells of them.
   *
   * @param commits of how many commits at most; one may have moved money in a thousand wallets
   */
  public List<Announcement> take(int commits) throws SQLException {
    try (var connection = source.getConnection();
        var s =
            connection.prepareStatement("select tenant, type, subject, data from take_outbox(?)")) {
      s.setInt(1, commits);
      var taken = new ArrayList<Announcement>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          taken.add(
              new Announcement(
                  row.getObject(1, UUID.class),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4)));
        }
      }
      return taken;
    }
  }
}
