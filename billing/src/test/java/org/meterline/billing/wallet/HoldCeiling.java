package org.meterline.billing.wallet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.meterline.billing.TestDatabase;

/**
 * What the database can do with the same statements when its client costs next to nothing: pgbench,
 * as two connections with batches of a fixed size, as Meterline's two writers are.
 */
final class HoldCeiling {
  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");
  private static final int CONNECTIONS = 2;
  private static final int BATCH = 128;

  private HoldCeiling() {}

  /** Holds and settlements of single wallets. */
  static String pairs(HoldScene scene, Duration time) throws Exception {
    return run(scene, time, lead(scene, 1) + acts(scene, 1));
  }

  /** Groups over two wallets. */
  static String groups(HoldScene scene, Duration time) throws Exception {
    return run(scene, time, lead(scene, 2) + acts(scene, 2));
  }

  /** Ids of a batch: of legs, of transfers, and wallets; those of a group follow each other. */
  private static String lead(HoldScene scene, int lines) {
    var wallet = scene.wallet(0).toString();
    return """
        select array_agg(q.leg)::text as legs, array_agg(q.transfer)::text as transfers,
               array_agg(('{head}' || lpad(to_hex((q.first + q.l) % {count}), 8, '0'))::uuid)::text as wallets,
               array_agg(q.l)::text as numbers
        from (
          select g.*, l, uuidv7() as transfer
          from (select n, uuidv7() as leg, floor(random() * {count})::int as first from generate_series(1, {batch}) n) g,
            generate_series(0, {lines} - 1) l
          order by g.n, l) q \\gset
        """
        .replace("{head}", wallet.substring(0, wallet.length() - 8))
        .replace("{count}", Integer.toString(scene.count))
        .replace("{batch}", Integer.toString(BATCH))
        .replace("{lines}", Integer.toString(lines));
  }

  /**
   * Holds and settlements of a batch.
   *
   * @param lines of each hold
   */
  private static String acts(HoldScene scene, int lines) {
    return filled(
        scene,
        lines * BATCH,
        """
        select 1 / (count(*) / {size}) from place_holds('{node}', {epoch}, {tenant}, ':legs', ':legs', ':numbers', {part}, {tenant},
          ':wallets', {currency}, {held}, {seconds}, {last}, {deck}, {rate}, {weight}, {last}, {country}, {tax}, {at})
          where outcome = 'HELD';
        select 1 / (count(*) / {size}) from resolve_holds('SETTLED', {tenant}, ':legs', ':numbers', ':transfers', {cost}, {seconds},
          {at}, {text}, {trace}, {deck}, {rate}) where outcome = 'SETTLED';
        """);
  }

  /** Arrays of the same value throughout; a batch of which one is refused divides by zero. */
  private static String filled(HoldScene scene, int size, String sql) {
    var arrays =
        Stream.of(
            "tenant '" + scene.tenant + "'::uuid",
            "currency 'EUR'::text",
            "held " + HoldScene.HELD.units() + "::bigint",
            "cost " + scene.cost.units() + "::bigint",
            "deck '" + scene.deck + "'::uuid",
            "rate 1",
            "seconds 10::bigint",
            "last false",
            "weight 0",
            "country null::text",
            "tax 0::numeric",
            "at now()",
            "text 'call'::text",
            "trace '[]'::text",
            "part 'PAYER'::text");
    var statement =
        sql.replace("{node}", scene.lease.node())
            .replace("{epoch}", Long.toString(scene.lease.epoch()))
            .replace("{size}", Integer.toString(size));
    for (var array : arrays.toList()) {
      var words = array.split(" ", 2);
      statement =
          statement.replace(
              "{" + words[0] + "}", "array_fill(" + words[1] + ", array[" + size + "])");
    }
    return statement;
  }

  private static String run(HoldScene scene, Duration time, String script) throws Exception {
    var file = Files.createTempFile("holds", ".pgbench");
    var printed = Files.createTempFile("holds", ".out");
    try {
      Files.writeString(file, script);
      var command =
          new ArrayList<>(
              List.of("pgbench", "-n", "-f", file.toString(), "-c", "" + CONNECTIONS, "-T"));
      command.add(Long.toString(Math.max(1, time.toSeconds())));
      try (var connection = TestDatabase.app().getConnection()) {
        var database = URI.create(connection.getMetaData().getURL().replaceFirst("jdbc:", ""));
        command.addAll(List.of("-h", database.getHost(), "-p", "" + database.getPort()));
        command.addAll(List.of("-U", connection.getMetaData().getUserName(), "meterline"));
      }
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      int status = process.waitFor();
      var output = Files.readString(printed);
      var rate = RATE.matcher(output);
      if (status != 0 || !rate.find()) {
        throw new IllegalStateException("pgbench: " + output);
      }
      double all = Double.parseDouble(rate.group(1)) * BATCH;
      scene.reconcile();
      return String.format(Locale.ROOT, "%7.0f /s", all);
    } catch (IOException e) {
      return "no pgbench here: " + e.getMessage();
    } finally {
      Files.delete(file);
      Files.delete(printed);
    }
  }

  /** Whether there is one to run. */
  static boolean isThere() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "pgbench")));
  }
}
