package org.meterline.ejb.sound;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The row of one tenant's music on hold, in a transaction that has named the tenant. */
public final class HoldMusicRows {
  private HoldMusicRows() {}

  public static HoldMusic.InForce read(Connection c) throws SQLException {
    try (PreparedStatement select =
            c.prepareStatement("select plays, sound, version from music_on_hold");
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? new HoldMusic.InForce(
              new HoldMusic(HoldMusic.Plays.valueOf(row.getString(1)), row.getString(2)),
              row.getInt(3))
          : new HoldMusic.InForce(HoldMusic.USUAL, 0);
    }
  }

  /**
   * Keeps it in the place of what was before.
   *
   * @param read the version of that, 0 for the usual one; null: whichever it is
   * @return false when something else was kept since
   */
  static boolean keep(Connection c, UUID tenant, HoldMusic music, @Nullable Integer read)
      throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement(
            "insert into music_on_hold as m (tenant, plays, sound) values (?, ?, ?)"
                + " on conflict (tenant) do update set plays = excluded.plays,"
                + " sound = excluded.sound, version = m.version + 1"
                + " where m.version = coalesce(?::integer, m.version)")) {
      insert.setObject(1, tenant);
      insert.setString(2, music.plays().name());
      insert.setString(3, music.sound());
      insert.setObject(4, read);
      return insert.executeUpdate() > 0;
    }
  }
}
