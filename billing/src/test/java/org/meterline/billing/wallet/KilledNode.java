package org.meterline.billing.wallet;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.meterline.billing.KeptConnections;
import org.meterline.billing.wallet.WorkloadAct.Ground;
import org.meterline.billing.wallet.WorkloadAct.Kind;

/**
 * A node of the workload that is a process of its own, to be killed. Its clients act without end
 * and say so line by line: {@code do <number> <act>} before, {@code did <number> <answer>} after.
 * It ends by itself when its input does.
 */
public final class KilledNode {
  private static final int CLIENTS = 3;
  private static final int TRIES = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private final AtomicInteger acts = new AtomicInteger();
  private final Ground ground;
  private final long epoch;
  private final List<UUID> wallets;

  private KilledNode(Ground ground, long epoch, List<UUID> wallets) {
    this.ground = ground;
    this.epoch = epoch;
    this.wallets = wallets;
  }

  /**
   * @param arguments URL of the database, name of its connections, tenant, node, epoch of its
   *     lease, deck, wallets with commas between, wallet at the operator, carrier's wallet, the
   *     operator's deck, seed
   */
  public static void main(String[] arguments) throws IOException {
    var books = new PostgresWallets(KeptConnections.to(arguments[0], arguments[1]));
    // as a node of the product asks: what waits is asked for as one batch
    var book = new BatchingWallets(books, PATIENCE, System::nanoTime);
    var node =
        new KilledNode(
            new Ground(
                book,
                UUID.fromString(arguments[2]),
                WalletWorkload.price(UUID.fromString(arguments[5])),
                arguments[3],
                UUID.fromString(arguments[7]),
                UUID.fromString(arguments[8]),
                WalletWorkload.price(UUID.fromString(arguments[9]))),
            Long.parseLong(arguments[4]),
            Arrays.stream(arguments[6].split(",", -1)).map(UUID::fromString).toList());
    long seed = Long.parseLong(arguments[10]);
    for (int i = 0; i < CLIENTS; i++) {
      var client = node.new Client(new Random(seed + i));
      Thread.ofPlatform().daemon().start(client::run);
    }
    while (System.in.read() >= 0) {
      // nothing is said to us
    }
    Runtime.getRuntime().halt(0);
  }

  /** One write for a line: it is in the pipe whole, or not at all. */
  private void say(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Client {
    private final Random random;
    private final List<WorkloadAct> legs = new ArrayList<>();
    private final List<WorkloadAct> purchases = new ArrayList<>();
    private final List<WorkloadAct> refunds = new ArrayList<>();

    Client(Random random) {
      this.random = random;
    }

    void run() {
      try {
        while (true) {
          var act = next();
          int number = acts.incrementAndGet();
          say("do " + number + " " + act.text());
          var outcome = certain(act);
          say("did " + number + " " + WorkloadAct.answer(outcome));
          learn(act, outcome);
        }
      } catch (RuntimeException | Error e) {
        say("failed " + e.toString().replace('\n', ' '));
        throw e;
      }
    }

    private Object certain(WorkloadAct act) {
      for (int i = 1; ; i++) {
        try {
          return act.ask(ground);
        } catch (BooksUnavailable e) {
          if (i >= TRIES) {
            throw e;
          }
        }
      }
    }

    private void learn(WorkloadAct act, Object outcome) {
      if (outcome instanceof HoldOutcome.Held && act.kind() == Kind.HOLD) {
        legs.add(act);
      } else if (outcome instanceof Outcome.Done && act.kind() == Kind.AUTHORISE) {
        purchases.add(act);
      }
      for (var charge : act.charged(ground, outcome)) {
        var wallet = List.of(act.payer(charge));
        refunds.add(act(Kind.REFUND, charge, charge, wallet, units(150)));
      }
    }

    private WorkloadAct next() {
      int dice = random.nextInt(100);
      if (dice < 20 && !legs.isEmpty()) {
        return again(Kind.SETTLE, legs.remove(random.nextInt(legs.size())));
      } else if (dice < 35 && !legs.isEmpty()) {
        var leg = legs.get(random.nextInt(legs.size()));
        return act(Kind.EXTEND, leg.id(), leg.id(), leg.wallets(), held(leg.wallets(), 300));
      } else if (dice < 45 && !purchases.isEmpty()) {
        var bought = purchases.remove(random.nextInt(purchases.size()));
        return random.nextInt(3) == 0
            ? again(Kind.RELEASE, bought)
            : act(Kind.CAPTURE, bought.id(), id(), bought.wallets(), bought.units());
      } else if (dice < 52 && !refunds.isEmpty()) {
        var refund = refunds.remove(random.nextInt(refunds.size()));
        return act(Kind.REFUND, id(), refund.other(), refund.wallets(), refund.units());
      }
      var id = id();
      return switch (dice % 10) {
        case 0 -> act(Kind.TOP_UP, id, id, some(1), units(800));
        case 1 -> {
          var filled = random.nextInt(3) == 0 ? List.of(ground.wholesale()) : some(1);
          yield act(Kind.TOP_UP, id, id, filled, units(800));
        }
        case 2, 3 -> act(Kind.AUTHORISE, id, id, some(1), units(100));
        case 4 ->
            act(random.nextBoolean() ? Kind.DISPUTE : Kind.RE_RATING, id, id, some(1), units(100));
        // of one payer
        case 5 -> act(Kind.TRANSFER, id, id, wallets.subList(0, 2), units(200));
        default -> {
          var from =
              random.nextInt(4) == 0
                  ? List.of(ground.wholesale(), ground.carrier())
                  : some(1 + random.nextInt(3));
          yield act(Kind.HOLD, id, id, from, held(from, 100));
        }
      };
    }

    private WorkloadAct again(Kind kind, WorkloadAct before) {
      return act(kind, before.id(), before.id(), before.wallets(), before.units());
    }

    private WorkloadAct act(Kind kind, UUID id, UUID other, List<UUID> wallets, List<Long> units) {
      var at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      return new WorkloadAct(kind, id, other, wallets, units, epoch, 1 + random.nextInt(5), at);
    }

    private UUID id() {
      return new UUID(random.nextLong(), random.nextLong());
    }

    private List<UUID> some(int many) {
      var all = new ArrayList<>(wallets);
      Collections.shuffle(all, random);
      return all.subList(0, many);
    }

    private List<Long> units(int most) {
      return List.of((1 + random.nextInt(most)) * WorkloadCalls.SECOND);
    }

    /** Of each wallet; a carrier is owed, so that nothing of it is held. */
    private List<Long> held(List<UUID> wallets, int most) {
      var units = new ArrayList<Long>();
      for (var wallet : wallets) {
        units.addAll(wallet.equals(ground.carrier()) ? List.of(0L) : units(most));
      }
      return units;
    }
  }
}
