package org.meterline.billing.wallet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.wallet.WalletWorkload.Node;
import org.meterline.billing.wallet.WorkloadAct.Ground;
import org.meterline.billing.wallet.WorkloadAct.Kind;

/**
 * Kills a node of the workload that is a process of its own, again and again. What it had confirmed
 * must stand: it is asked for once more, with the same key. What it had not is in doubt and is
 * asked for too; whatever the answer is, that is what happened.
 */
final class WorkloadKills {
  private static final int SHORTEST = 20;
  private static final int LONGEST = 120;

  private final WalletWorkload work;
  private final String connections;
  private final long seed;
  private final Random random;
  private final WorkloadCalls calls;
  private final Node node;
  private final Ground ground;
  private @Nullable Process child;
  private @Nullable BufferedReader said;

  private int kills;
  private int confirmed;
  private int inDoubt;

  /** Those in doubt that had been done. */
  private int found;

  /**
   * @param connections name of those to the database
   */
  WorkloadKills(WalletWorkload work, String connections, long seed) {
    this.work = work;
    this.connections = connections;
    this.seed = seed;
    random = new Random(seed);
    calls = new WorkloadCalls(work, random);
    var name = "killed-" + work.tenant;
    node = new Node(name, work.book.take(name, WalletWorkload.LEASE));
    ground =
        new Ground(
            work.book, work.tenant, work.tariff, name, work.wholesale, work.carrier, work.sold);
  }

  /** Kills the process so many times, each while clients do a part of their steps. */
  void run(int clients, int steps, int times) throws Exception {
    for (int i = 0; i < times && work.model.faults().isEmpty(); i++) {
      start();
      work.race(seed + 1000L * i, clients, Math.ceilDiv(steps, times), this::kill);
    }
    calls.restart(node);
    System.out.println(
        "workload: seed %d, %d kills, %d acts confirmed, %d in doubt, of which %d were done"
            .formatted(seed, kills, confirmed, inDoubt, found));
    if (confirmed < times || inDoubt == 0) {
      work.model.fault("the killed processes have done next to nothing");
    }
  }

  /** Starts the process, and returns when it acts. */
  private void start() throws IOException, SQLException {
    String url;
    try (var connection = TestDatabase.app().getConnection()) {
      url = connection.getMetaData().getURL();
    }
    var started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledNode.class.getName(),
                url,
                connections,
                work.tenant.toString(),
                node.name,
                Long.toString(node.lease.epoch()),
                work.tariff.deck().toString(),
                work.wallets.stream().map(UUID::toString).collect(Collectors.joining(",")),
                work.wholesale.toString(),
                work.carrier.toString(),
                work.sold.deck().toString(),
                Long.toString(random.nextLong()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    child = started;
    said = started.inputReader();
    said.mark(1);
    if (said.read() < 0) {
      throw new IOException("the process did not begin");
    }
    said.reset();
  }

  /** Hears it for a while, kills it, and finds out what it had done. */
  private boolean kill() throws IOException, InterruptedException {
    var process = Objects.requireNonNull(child);
    var open = new TreeMap<Integer, WorkloadAct>();
    try (var lines = Objects.requireNonNull(said)) {
      int patience = SHORTEST + random.nextInt(LONGEST - SHORTEST);
      String line = lines.readLine();
      for (int i = 0; i < patience && line != null; i++) {
        hear(line, open);
        line = lines.readLine();
      }
      if (line == null) {
        work.model.fault("the process ended by itself");
      }
      // what it does meanwhile is somewhere between its question and its answer
      for (int i = random.nextInt(4); i > 0; i--) {
        work.certain(() -> work.book.wallet(work.tenant, work.wallets.getFirst()));
      }
      process.toHandle().destroyForcibly();
      kills++;
      for (; line != null; line = lines.readLine()) {
        hear(line, open);
      }
    } finally {
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
    boolean recoveredFirst = random.nextBoolean();
    if (recoveredFirst) {
      calls.restart(node);
    }
    for (var act : open.values()) {
      inDoubt++;
      found += stands(act) ? 1 : 0;
    }
    if (!recoveredFirst) {
      calls.restart(node);
    }
    return true;
  }

  private void hear(String line, Map<Integer, WorkloadAct> open) {
    var words = List.of(line.split(" ", 3));
    switch (words.getFirst()) {
      case "do" -> open.put(Integer.valueOf(words.get(1)), WorkloadAct.parse(words.get(2)));
      case "did" -> {
        var act = Objects.requireNonNull(open.remove(Integer.valueOf(words.get(1))));
        confirmed(act, words.get(2));
      }
      default -> work.model.fault("the process " + line);
    }
  }

  private void confirmed(WorkloadAct act, String answer) {
    if (answer.equals(WorkloadAct.NO) || act.kind() == Kind.EXTEND) {
      return; // refused before, it might be done now; and of a hold that ended nothing is told
    }
    confirmed++;
    var outcome = work.certain(() -> act.ask(ground));
    boolean endedSince =
        act.kind() == Kind.HOLD && outcome.equals(HoldOutcome.ofLeg(Refusal.Why.RESOLVED));
    if (!endedSince && !WorkloadAct.answer(outcome).equals(answer)) {
      work.model.fault(act.text() + " was answered " + answer + ", and then as " + outcome);
    }
    act.tell(work, ground, node, outcome);
  }

  /** Asks for what is in doubt; answers whether it had been done. */
  private boolean stands(WorkloadAct act) {
    var outcome = work.certain(() -> act.ask(ground));
    act.tell(work, ground, node, outcome);
    return switch (outcome) {
      case HoldOutcome.Held held -> held.repeated();
      case SettleOutcome.Repeated repeated -> true;
      case TopUp.Repeated repeated -> true;
      case Outcome.Done<?> done -> done.repeated();
      default -> outcome.equals(HoldOutcome.ofLeg(Refusal.Why.RESOLVED));
    };
  }
}
