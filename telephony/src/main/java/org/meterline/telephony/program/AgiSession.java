package org.meterline.telephony.program;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.meterline.telephony.call.CallControl;

/** One program's conversation: a command, its reply, in order, until the program is done. */
final class AgiSession {
  /** How a conversation ended. */
  enum End {
    /** The program closed its standard output. */
    CLOSED,
    /** It said nothing for too long. */
    SILENT,
    /** It said things for too long that were no commands. */
    RUBBISH
  }

  private static final String UNKNOWN = "510 Invalid or unknown command\n";

  private final AgiPipe pipe;
  private final AgiHeader header;
  private final AgiVerbs verbs;
  private final AgiChannel channel;
  private final Duration silence;
  private final LongSupplier nanos;
  private final Pace pace;

  /**
   * @param silence how long it may give no command while the call is up
   */
  AgiSession(
      AgiPipe pipe,
      CallControl call,
      AgiHeader header,
      AgiChannel channel,
      Sounds sounds,
      Duration silence,
      LongSupplier nanos) {
    this.pipe = pipe;
    this.header = header;
    this.channel = channel;
    this.verbs = new AgiVerbs(channel, call, header, sounds);
    this.silence = silence;
    this.nanos = nanos;
    this.pace = new Pace(nanos);
  }

  End run() throws InterruptedException {
    AgiReader reader = new AgiReader(pipe);
    write(header.text());
    long understood = nanos.getAsLong();
    boolean rubbish = false;
    while (true) {
      AgiReader.Input input = reader.read(silence);
      switch (input) {
        case AgiReader.Input.Line line -> {
          pace.step();
          String answer = answer(line.text());
          write(answer);
          rubbish = answer.equals(UNKNOWN);
          if (!rubbish) {
            understood = nanos.getAsLong();
          }
        }
        case AgiReader.Input.TooLong tooLong -> {
          pace.step();
          write(UNKNOWN);
          rubbish = true;
        }
        case AgiReader.Input.End end -> {
          return End.CLOSED;
        }
        case AgiReader.Input.Silence quiet -> {}
      }
      // After a hang-up the run's own time limit counts.
      if (!channel.dead() && nanos.getAsLong() - understood >= silence.toNanos()) {
        return rubbish ? End.RUBBISH : End.SILENT;
      }
    }
  }

  private String answer(String line) throws InterruptedException {
    List<String> words = AgiLine.words(line);
    AgiCommand command = AgiCommand.of(words).orElse(null);
    if (command == null) {
      return UNKNOWN;
    }
    if (channel.dead() && !command.worksWhenDead()) {
      return "511 Command Not Permitted on a dead channel or intercept routine\n";
    }
    String result = verbs.run(command, words.subList(command.length(), words.size()));
    if (result.equals(AgiVerbs.USAGE)) {
      return "520-Invalid command syntax.  Proper usage follows:\n"
          + command.usage()
          + "\n520 End of proper usage.\n";
    }
    return "200 result=" + result + "\n";
  }

  private void write(String text) throws InterruptedException {
    pipe.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Keeps a program that floods from taking more than its share. */
  private static final class Pace {
    private static final int BURST = 200;
    private static final long NANOS_PER_COMMAND = 5_000_000;

    private final LongSupplier nanos;
    private long paidUntil;

    Pace(LongSupplier nanos) {
      this.nanos = nanos;
      this.paidUntil = nanos.getAsLong() - BURST * NANOS_PER_COMMAND;
    }

    void step() throws InterruptedException {
      long now = nanos.getAsLong();
      paidUntil = Math.max(paidUntil, now - BURST * NANOS_PER_COMMAND) + NANOS_PER_COMMAND;
      if (paidUntil > now) {
        Thread.sleep(Duration.ofNanos(paidUntil - now));
      }
    }
  }
}
