package org.meterline.ejb.charge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.WalletBook;

/**
 * Wallets of which questions about holds are lost on the way there, or their answers on it back.
 */
final class FailingBook {
  private static final Set<String> FAULTY = Set.of("hold", "extend", "resolve", "holds");

  /** What is lost. */
  enum Lost {
    NOTHING,
    QUESTION,
    ANSWER
  }

  /** Says what is lost. */
  @FunctionalInterface
  interface Losses {
    /**
     * @param nth which question it is of all, from one
     * @param times how often this very question was asked, from one
     */
    Lost of(int nth, int times);
  }

  private final WalletBook book;
  private final WalletBook real;
  private final Losses losses;
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<List<Object>, Integer> times = new ConcurrentHashMap<>();

  FailingBook(WalletBook real, Losses losses) {
    this.real = real;
    this.losses = losses;
    book =
        (WalletBook)
            Proxy.newProxyInstance(
                WalletBook.class.getClassLoader(),
                new Class<?>[] {WalletBook.class},
                (proxy, method, arguments) -> ask(method, arguments));
  }

  WalletBook book() {
    return book;
  }

  /** How many questions about holds there were. */
  int asked() {
    return asked.get();
  }

  private Object ask(Method method, Object[] arguments) throws Throwable {
    var lost = FAULTY.contains(method.getName()) ? lost(method, arguments) : Lost.NOTHING;
    if (lost == Lost.QUESTION) {
      throw away(method, lost);
    }
    try {
      var answer = method.invoke(real, arguments);
      if (lost == Lost.ANSWER) {
        throw away(method, lost);
      }
      return answer;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Lost lost(Method method, Object[] arguments) {
    return losses.of(
        asked.incrementAndGet(),
        times.merge(List.of(method, Arrays.asList(arguments)), 1, Integer::sum));
  }

  private static BooksUnavailable away(Method method, Lost lost) {
    var what = method.getName() + ": lost is the " + lost;
    return new BooksUnavailable(what, new TimeoutException(what));
  }
}
