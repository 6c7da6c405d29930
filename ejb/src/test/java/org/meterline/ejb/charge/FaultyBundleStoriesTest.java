package org.meterline.ejb.charge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.WalletBook;

/**
 * The same stories again, where every question about a hold is lost on the way to the books the
 * first time, and its answer on the way back the second time: whoever asks a third time is told
 * what would have been said at once.
 */
class FaultyBundleStoriesTest extends PostgresBundleStoriesTest {
  private static final Set<String> FAULTY = Set.of("hold", "extend", "resolve");

  private final Map<List<Object>, Integer> asked = new ConcurrentHashMap<>();
  private final WalletBook faulty = faulty(super.book());

  @Override
  WalletBook book() {
    return faulty;
  }

  private WalletBook faulty(WalletBook book) {
    return (WalletBook)
        Proxy.newProxyInstance(
            WalletBook.class.getClassLoader(),
            new Class<?>[] {WalletBook.class},
            (proxy, method, arguments) -> {
              int times =
                  FAULTY.contains(method.getName())
                      ? asked.merge(List.of(method, Arrays.asList(arguments)), 1, Integer::sum)
                      : 3;
              if (times == 1) {
                throw lost("the question is lost");
              }
              try {
                var answer = method.invoke(book, arguments);
                if (times == 2) {
                  throw lost("the answer is lost");
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static BooksUnavailable lost(String what) {
    return new BooksUnavailable(what, new TimeoutException(what));
  }
}
