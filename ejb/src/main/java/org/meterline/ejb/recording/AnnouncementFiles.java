package org.meterline.ejb.recording;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.file.DurableFile;
import org.meterline.ejb.sound.SoundRows;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.ejb.tenant.Tenants;
import org.meterline.telephony.media.Prompt;

/**
 * What earlier versions kept for rules of recording as files of one node, {@code
 * <folder>/<tenant>/<sha256>.wav}: moved to the tenants' sounds by the node that has them. The
 * files stay where they are.
 */
public final class AnnouncementFiles {
  private static final Logger LOG = System.getLogger(AnnouncementFiles.class.getName());

  private final Path folder;
  private final InstantSource clock;

  /**
   * @param folder absolute
   */
  public AnnouncementFiles(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Moves what is here and still wanted.
   *
   * @param database connections of the application's user, without a transaction manager
   * @return how many rules have one of the tenant's sounds heard now
   */
  public int move(DataSource database) throws SQLException {
    List<Tenant> tenants;
    try (Connection connection = database.getConnection()) {
      tenants = Tenants.all(connection);
    }
    TenantTransaction transaction = new TenantTransaction(database);
    int moved = 0;
    for (Tenant tenant : tenants) {
      moved += transaction.write(tenant.id(), c -> move(c, tenant.id()));
    }
    return moved;
  }

  private int move(Connection c, UUID tenant) throws SQLException {
    int moved = 0;
    for (Map.Entry<UUID, String> rule : wanted(c).entrySet()) {
      String sha256 = rule.getValue();
      byte[] content = read(tenant, sha256);
      if (content == null) {
        LOG.log(
            Level.WARNING,
            "the sound {0} of a recording rule of tenant {1} is not on this node",
            sha256,
            tenant);
        continue;
      }
      String name = "announcement-" + sha256.substring(0, 12);
      try {
        SoundRows.put(
            c,
            tenant,
            name,
            sha256,
            content,
            Prompt.Own.length(content),
            clock.instant(),
            "moved from a file");
      } catch (IOException e) {
        LOG.log(Level.WARNING, "a recording rule''s sound {0} cannot be played: {1}", sha256, e);
        continue;
      }
      RecordingRows.update(
          c,
          "update recording_rule set sound = ?, sound_file = null where id = ?",
          name,
          rule.getKey());
      moved++;
    }
    return moved;
  }

  private static Map<UUID, String> wanted(Connection c) throws SQLException {
    Map<UUID, String> wanted = new LinkedHashMap<>();
    try (PreparedStatement select =
            c.prepareStatement(
                "select id, sound_file from recording_rule"
                    + " where sound_file is not null and sound is null order by id for update");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        wanted.put(row.getObject(1, UUID.class), row.getString(2));
      }
    }
    return wanted;
  }

  private byte @Nullable [] read(UUID tenant, String sha256) {
    try {
      byte[] content =
          Files.readAllBytes(folder.resolve(tenant.toString()).resolve(sha256 + ".wav"));
      return DurableFile.sha256(content).equals(sha256) ? content : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a recording rule''s sound cannot be read: {0}", e);
      return null;
    }
  }
}
