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
 * @param nanos of processor time, by what for
 */
public record ServerTime(Map<String, Long> nanos, long records, long fullPages, long bytes) {
  /**
   * @param names what backends are for, by their process ids
   */
  public static ServerTime now(Map<Integer, String> names) throws IOException, SQLException {
    var nanos = new TreeMap<String, Long>();
    var postmaster =
        Integer.parseInt(
            Files.readAllLines(TestDatabase.get().folder().resolve("postmaster.pid")).getFirst());
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        int pid = Integer.parseInt(process.getFileName().toString());
        String stat;
        String line;
        long spent;
        try {
          stat = Files.readString(process.resolve("stat"));
          // "stat" counts hundredths of a second
          spent = Long.parseLong(Files.readString(process.resolve("schedstat")).split(" ", -1)[0]);
          line = Files.readString(process.resolve("cmdline")).trim();
        } catch (IOException gone) {
          continue;
        }
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (pid == postmaster) {
          // with what those of its children took that have ended
          nanos.merge("others", spent + sum(fields, 13, 15) * 10_000_000, Long::sum);
        } else if (Integer.parseInt(fields[1]) == postmaster) {
          var words = line.replace("postgres: ", "").split(" ", -1);
          var what =
              names.getOrDefault(pid, words[0].startsWith("meterline") ? "connections" : words[0]);
          nanos.merge(what, spent, Long::sum);
        }
      }
    }
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s = connection.createStatement();
        var row = s.executeQuery("select wal_records, wal_fpi, wal_bytes from pg_stat_wal")) {
      row.next();
      return new ServerTime(nanos, row.getLong(1), row.getLong(2), row.getLong(3));
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
    for (var each : nanos.entrySet()) {
      long spent = each.getValue() - before.nanos.getOrDefault(each.getKey(), 0L);
      all += spent;
      if (spent > 0) {
        lines.add(line(each.getKey(), spent / 1e6 / calls, "ms"));
      }
    }
    lines.add(line("PostgreSQL's processor time for a call", all / 1e6 / calls, "ms"));
    lines.add(line("log records", (records - before.records) / (double) calls, ""));
    lines.add(line("full pages in the log", (fullPages - before.fullPages) / (double) calls, ""));
    lines.add(line("octets of the log", (bytes - before.bytes) / (double) calls, ""));
    return lines;
  }

  private static String line(String what, double figure, String unit) {
    return String.format(Locale.ROOT, "%-40s %10.3f %s", what, figure, unit);
  }
}
