package org.meterline.telephony.modem;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;

/**
 * Tries a modem from the command line: what it is, its SIM, network and signal; a call, a message.
 * It uses what the server uses; the server must not have the port open.
 */
public final class ModemTrial {
  /** What may be said. */
  public static final String USAGE =
      """
      usage: ./meterline modem <port> [--kind module|voice] [--pin <pin>] [--baud <rate>]
                               [--audio <second port>]
                               [dial <number> [seconds] | sms <number> <text>]
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final int USUAL_SECONDS = 20;

  private final PrintStream out;
  private final Clock clock;
  private final List<String> words = new ArrayList<>();
  private @Nullable String pin;
  private @Nullable String audio;
  private @Nullable ModemKind kind;
  private int baud = 115_200;

  private ModemTrial(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  /**
   * Runs a trial.
   *
   * @return the exit status: 0 when it did what was asked, 2 for words that are none of ours
   */
  public static int run(List<String> arguments, PrintStream out, Clock clock)
      throws InterruptedException {
    ModemTrial trial = new ModemTrial(out, clock);
    try {
      if (trial.reads(new ArrayDeque<>(arguments))) {
        return trial.run();
      }
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
    }
    out.print(USAGE);
    return 2;
  }

  private boolean reads(Deque<String> arguments) {
    while (!arguments.isEmpty()) {
      String word = arguments.remove();
      if (word.startsWith("--") && arguments.isEmpty()) {
        return false;
      }
      switch (word) {
        case "--pin" -> pin = arguments.remove();
        case "--baud" -> baud = Integer.parseInt(arguments.remove());
        case "--kind" -> kind = ModemSettings.kind(arguments.remove());
        case "--audio" -> audio = arguments.remove();
        default -> words.add(word);
      }
    }
    return switch (words.size() > 1 ? words.get(1) : "") {
      case "" -> words.size() == 1;
      case "dial" -> words.size() == 3 || words.size() == 4;
      case "sms" -> words.size() == 4;
      default -> false;
    };
  }

  private int run() throws InterruptedException {
    // Its own number matters for nobody here.
    var settings = new ModemSettings("trial", words.getFirst(), audio, "+10000", pin, baud, kind);
    try (var modems =
        new ModemSignalling(List.of(settings), InetAddress.getLoopbackAddress(), clock)) {
      modems.start(new Nobody());
      if (!ready(modems)) {
        return 1;
      }
      return switch (words.size() > 1 ? words.get(1) : "") {
        case "dial" -> dial(modems);
        case "sms" -> sms(modems);
        default -> 0;
      };
    }
  }

  private boolean ready(ModemSignalling modems) throws InterruptedException {
    String[] last = {""};
    boolean settled =
        until(
            () -> {
              ModemStatus now = modems.statuses().getFirst();
              String line = now.state() + ": " + now.why();
              if (!line.equals(last[0]) && !now.why().equals(Modem.NOT_YET)) {
                last[0] = line;
                out.println("  " + line);
              }
              return switch (now.state()) {
                case READY ->
                    now.kind() == ModemKind.VOICE || (now.dbm() != null && now.network() != null);
                case PIN_NEEDED, NO_SIM, UNFIT, SILENT -> true;
                case UNPLUGGED -> !now.why().equals(Modem.NOT_YET);
                case STARTING, SEARCHING -> false;
              };
            },
            PATIENCE);
    ModemStatus now = modems.statuses().getFirst();
    line("modem", now.model());
    line("network", now.network());
    line("signal", now.dbm() == null ? null : now.dbm() + " dBm");
    line("trouble", now.lastError());
    modems
        .inbox("trial")
        .forEach(
            message -> {
              String when = message.sent() == null ? "" : ", sent " + message.sent();
              line("message from " + message.from() + when, message.text());
            });
    MessageMemory memory = now.messages();
    line(
        "messages",
        memory == null ? null : memory.used() + " of " + memory.total() + " in " + memory.name());
    if (now.state() != ModemState.READY) {
      out.println(now.state().sentence());
    } else if (!settled) {
      out.println("It is ready, but does not say in which network or how strong the signal is.");
    }
    return now.state() == ModemState.READY;
  }

  private void line(String what, @Nullable String value) {
    if (value != null) {
      out.println("  " + what + ": " + value);
    }
  }

  private int sms(ModemSignalling modems) throws InterruptedException {
    CompletableFuture<Optional<String>> sent = modems.send("trial", words.get(2), words.get(3));
    try {
      Optional<String> why = sent.get(2, TimeUnit.MINUTES);
      out.println(why.orElse("The network took the message."));
      return why.isEmpty() ? 0 : 1;
    } catch (ExecutionException | TimeoutException e) {
      out.println("The message was not sent in time.");
      return 1;
    }
  }

  private int dial(ModemSignalling modems) throws InterruptedException {
    int seconds = words.size() > 3 ? Integer.parseInt(words.get(3)) : USUAL_SECONDS;
    try (TrialCall call = new TrialCall(out)) {
      if (audio == null && modems.kind("trial") != ModemKind.VOICE) {
        out.println("Without --audio a call is set up, but there is no sound.");
      }
      call.is(modems.tryDialling("trial", words.get(2), call));
      boolean _ = until(call::over, Duration.ofSeconds(seconds));
      return call.answered() ? 0 : 1;
    } catch (IOException e) {
      out.println("There is no port for its sound: " + e.getMessage());
      return 1;
    }
  }

  private static boolean until(BooleanSupplier condition, Duration most)
      throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return true;
  }

  /** Takes no calls. */
  private static final class Nobody implements Signalling.Incoming {
    @Override
    public Optional<String> full(Origin from, Domain domain, String dialled) {
      return Optional.of("the modem is being tried");
    }

    @Override
    public Consumer<Signalling.Event> invited(Signalling.Arrival call) {
      call.leg().reject(480, "The modem is being tried");
      return event -> {};
    }

    @Override
    public void refused(Signalling.Refused invite) {}
  }
}
