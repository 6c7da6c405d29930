package org.meterline.ejb.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What PostgreSQL has done up to a moment: processor time of its processes, by what they are for,
 * and its write-ahead log. Linux alone.
 *
 * @param ticks hundredths of a second, by what for
 */
public record ServerTime(Map<String, Long> ticks, long records, long fullPages, long bytes) {
  /**
   * @param names what backends are for, by their process ids
   */
  public static ServerTime now(Map<Integer, String> names) throws IOException, SQLException {
    var ticks = new TreeMap<String, Long>();
    var postmaster =
        Integer.parseInt(
            Files.readAllLines(TestDatabase.get().folder().resolve("postmaster.pid")).getFirst());
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        int pid = Integer.parseInt(process.getFileName().toString());
        String stat;
        String line;
        try {
          stat = Files.readString(process.resolve("stat"));
          line = Files.readString(process.resolve("cmdline")).trim();
        } catch (IOException gone) {
          continue;
        }
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (pid == postmaster) {
          // with those of its children that have ended
          ticks.merge("others", sum(fields, 11, 15), Long::sum);
        } else if (Integer.parseInt(fields[1]) == postmaster) {
          var words = line.replace("postgres: ", "").split(" ", -1);
          var what =
              names.getOrDefault(pid, words[0].startsWith("meterline") ? "connections" : words[0]);
          ticks.merge(what, sum(fields, 11, 13), Long::sum);
        }
      }
    }
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s = connection.createStatement();
        var row = s.executeQuery("select wal_records, wal_fpi, wal_bytes from pg_stat_wal")) {
      row.next();
      return new ServerTime(ticks, row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }

  private static long sum(String[] fields, int from, int until) {
    long sum = 0;
    for (int i = from; i < until; i++) {
      sum += Long.parseLong(fields[i]);
    }
    return sum;
  }

  /** What was done since then, for each of so many calls: lines for people. */
  public List<String> since(ServerTime before, int calls) {
    var lines = new ArrayList<String>();
    long all = 0;
    for (var each : ticks.entrySet()) {
      long spent = each.getValue() - before.ticks.getOrDefault(each.getKey(), 0L);
      all += spent;
      if (spent > 0) {
        lines.add(line(each.getKey(), spent * 10.0 / calls, "ms"));
      }
    }
    lines.add(line("PostgreSQL's processor time for a call", all * 10.0 / calls, "ms"));
    lines.add(line("log records", (records - before.records) / (double) calls, ""));
    lines.add(line("full pages in the log", (fullPages - before.fullPages) / (double) calls, ""));
    lines.add(line("octets of the log", (bytes - before.bytes) / (double) calls, ""));
    return lines;
  }

  private static String line(String what, double figure, String unit) {
    return String.format(Locale.ROOT, "%-40s %10.3f %s", what, figure, unit);
  }
}
