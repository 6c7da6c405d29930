package org.meterline.telephony.program;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.meterline.telephony.call.CallControl;
import org.meterline.telephony.call.Programs;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.speech.OwnSounds;

/** Runs programs that speak AGI over standard input and output, each in a sandbox of its own. */
public final class AgiPrograms implements Programs {
  private final LauncherLink launcher;
  private final Settings settings;
  private final Predicate<String> shippedPrompt;
  private final OwnSounds own;
  private final LongSupplier nanos;
  private final Semaphore places;
  private final AtomicLong numbers = new AtomicLong();
  private final ReadableFiles readable = new ReadableFiles();

  /**
   * @param silence how long a program may give no command while the call is up
   * @param starting how long the launcher may say nothing of a program it was told to start
   * @param mostRuns how many runs there may be at once on this node
   */
  public record Settings(Duration silence, Duration starting, int mostRuns) {
    public static final Settings USUAL = new Settings(Duration.ofSeconds(60), 1000);

    /** With half a minute for a start. */
    public Settings(Duration silence, int mostRuns) {
      this(silence, Duration.ofSeconds(30), mostRuns);
    }
  }

  /**
   * @param shippedPrompt whether a prompt of that name is built in, for example {@link #shipped}
   * @param own the sounds that tenants handed in
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public AgiPrograms(
      LauncherLink launcher,
      Settings settings,
      Predicate<String> shippedPrompt,
      OwnSounds own,
      LongSupplier nanos) {
    this.launcher = launcher;
    this.settings = settings;
    this.shippedPrompt = shippedPrompt;
    this.own = own;
    this.nanos = nanos;
    this.places = new Semaphore(settings.mostRuns());
  }

  /** Whether the media plane's own prompts have one of that name. */
  public static boolean shipped(String name) {
    return MediaPlane.class.getResource("prompts/en/" + name + ".wav") != null;
  }

  @Override
  public Run start(Request request, CallControl call, Consumer<Event> events) {
    AgiHeader header = AgiHeader.of(request, call.call(), numbers.incrementAndGet());
    String whose = request.program().domain().name();
    Sounds sounds =
        new Sounds(
            request.program().executable(),
            name -> own.version(whose, name).isPresent(),
            shippedPrompt);
    AgiChannel channel = new AgiChannel(request.program().variables());
    AgiRun run = new AgiRun(request, call, channel, events);
    Thread.ofVirtual()
        .name("program-" + request.run())
        .start(
            () -> {
              if (!places.tryAcquire()) {
                run.refuse("too many programs run on this node already");
                return;
              }
              try {
                readable.admit(request.program().executable());
                run.live(
                    launcher,
                    settings.starting(),
                    pipe ->
                        new AgiSession(
                            pipe, call, header, channel, sounds, settings.silence(), nanos));
              } finally {
                places.release();
              }
            });
    return run;
  }

  /** How many programs run now. */
  public int running() {
    return settings.mostRuns() - places.availablePermits();
  }
}
