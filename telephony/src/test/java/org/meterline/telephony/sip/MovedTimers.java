package org.meterline.telephony.sip;

import static org.meterline.telephony.Patience.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Timers whose time stands still until a test moves it. */
public final class MovedTimers implements Timers {
  private record Planned(long due, FutureTask<?> task) {}

  private final List<Planned> planned = new ArrayList<>();
  private long now;

  /** Runs the timers of calls there; before it listens. */
  public void of(SipEndpoint sip) {
    sip.timeBy(this);
  }

  @Override
  public synchronized Future<?> after(long millis, Runnable task) {
    var future = new FutureTask<>(task, null);
    planned.add(new Planned(now + millis, future));
    return future;
  }

  /** What is due by then runs, in order. */
  public void move(Duration by) {
    List<Planned> due = new ArrayList<>();
    synchronized (this) {
      now += by.toMillis();
      planned.removeIf(
          each -> {
            boolean reached = each.due() <= now;
            if (reached) {
              due.add(each);
            }
            return reached;
          });
    }
    due.sort(Comparator.comparingLong(Planned::due));
    due.forEach(each -> each.task().run());
  }

  /** Waits until something is planned for between then and then, in milliseconds from now. */
  public void awaits(long first, long last) {
    try {
      until("a timer from " + first + " to " + last + " ms", () -> plans(first, last));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ", but " + left(), e);
    }
  }

  /** In how many milliseconds something is planned for. */
  private synchronized List<Long> left() {
    return planned.stream()
        .filter(each -> !each.task().isCancelled())
        .map(each -> each.due() - now)
        .sorted()
        .toList();
  }

  /** Waits until nothing is planned for the next so many milliseconds. */
  public void rest(long millis) {
    until("no timer within " + millis + " ms", () -> !plans(0, millis));
  }

  private synchronized boolean plans(long first, long last) {
    return planned.stream()
        .anyMatch(
            each ->
                !each.task().isCancelled()
                    && each.due() - now >= first
                    && each.due() - now <= last);
  }
}
