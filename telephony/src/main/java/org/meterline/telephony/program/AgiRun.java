package org.meterline.telephony.program;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallControl;
import org.meterline.telephony.call.Programs;
import org.meterline.telephony.call.Programs.Event;
import org.meterline.telephony.launcher.Frame;

/** A run from its start to its last event. */
final class AgiRun implements Programs.Run {
  private static final Logger LOG = System.getLogger(AgiRun.class.getName());

  /** SIGTERM comes no sooner after SIGHUP, so that a handler has a chance. */
  private static final Duration LEAST_TIME = Duration.ofMillis(100);

  private static final Duration LONGEST_TIME = Duration.ofDays(1);

  /** What a program gets that closed its standard output, or gave no command, and stays. */
  private static final Duration OVERSTAY = Duration.ofSeconds(1);

  private final Programs.Request request;
  private final CallControl call;
  private final AgiChannel channel;
  private final Consumer<Event> events;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable LaunchedRun launched;
  private boolean hungUp;

  AgiRun(Programs.Request request, CallControl call, AgiChannel channel, Consumer<Event> events) {
    this.request = request;
    this.call = call;
    this.channel = channel;
    this.events = events;
  }

  @Override
  public UUID id() {
    return request.run();
  }

  @Override
  public void hangUp() {
    LaunchedRun process;
    lock.lock();
    try {
      channel.die();
      if (hungUp) {
        return;
      }
      hungUp = true;
      process = launched;
    } finally {
      lock.unlock();
    }
    if (process != null) {
      sayGoodBye(process);
    }
  }

  private void sayGoodBye(LaunchedRun process) {
    process.hangUp(
        channel.wantsHangUpSignal(),
        clamp(request.program().timeLimit()),
        request.hangUpGrace().compareTo(OVERSTAY) < 0 ? request.hangUpGrace() : OVERSTAY);
    if (channel.endsAtHangUp()) {
      process.closeInput();
    }
  }

  private static Duration clamp(Duration time) {
    return time.compareTo(LEAST_TIME) < 0
        ? LEAST_TIME
        : time.compareTo(LONGEST_TIME) > 0 ? LONGEST_TIME : time;
  }

  /** It is not started at all. */
  void refuse(String reason) {
    LOG.log(Level.WARNING, "call {0}: program not started: {1}", call.call(), reason);
    events.accept(new Event.Ended(-1, "not-started", reason, "none"));
  }

  /**
   * Starts the process and lives with it until its end.
   *
   * @param starting how long the launcher may say nothing of the start
   */
  void live(LauncherLink launcher, Duration starting, Function<AgiPipe, AgiSession> conversation) {
    Path file = request.program().executable().toAbsolutePath();
    Path folder = file.getParent();
    String sandbox;
    LaunchedRun process;
    try {
      if (folder == null) {
        refuse("the program's path names no file");
        return;
      }
      sandbox = launcher.awaitReady(LauncherLink.START_WAIT).name();
      process =
          launcher.run(
              new Frame.Order(
                  folder.toString(), file.getFileName().toString(), request.program().demo()));
    } catch (IOException | InterruptedException e) {
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    adopt(process);
    LaunchedRun.End end = talk(process, starting, conversation, sandbox);
    LOG.log(
        Level.INFO,
        "call {0}: program {1} {2}, status {3}",
        call.call(),
        request.program().name(),
        end.ending(),
        end.status());
    events.accept(new Event.Ended(end.status(), end.ending(), process.standardError(), sandbox));
  }

  /** A hang-up may have come before there was a process to tell. */
  private void adopt(LaunchedRun process) {
    boolean late;
    lock.lock();
    try {
      launched = process;
      late = hungUp;
    } finally {
      lock.unlock();
    }
    if (late) {
      sayGoodBye(process);
    }
  }

  private LaunchedRun.End talk(
      LaunchedRun process,
      Duration starting,
      Function<AgiPipe, AgiSession> conversation,
      String sandbox) {
    Thread self = Thread.currentThread();
    try {
      if (process.awaitStart(starting)) {
        events.accept(new Event.Started(sandbox));
        // Who is ended by a signal has nothing more to say: the verb it waits for is left.
        process.onViolentEnd(self::interrupt);
        AgiSession.End how = conversation.apply(process).run();
        if (how != AgiSession.End.CLOSED || !process.awaitEnd(OVERSTAY)) {
          boolean over = channel.dead();
          process.hangUp(true, OVERSTAY, OVERSTAY);
          LaunchedRun.End end = endOf(process);
          return over ? end : end.because(ending(how));
        }
      }
    } catch (InterruptedException e) {
      process.kill();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "call " + call.call() + ": the program's conversation broke", e);
      process.kill();
    }
    return endOf(process);
  }

  /** What goes on record when it was us who ended it while the call was up. */
  private static String ending(AgiSession.End how) {
    return switch (how) {
      case SILENT -> "silent";
      case RUBBISH -> "rubbish";
      case CLOSED -> "overstayed";
    };
  }

  private static LaunchedRun.End endOf(LaunchedRun process) {
    while (true) {
      try {
        return process.awaitEnd();
      } catch (InterruptedException e) {
        // The signal that ended it, arriving late.
      }
    }
  }
}
