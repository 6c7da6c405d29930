package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.WalletBook;

/**
 * Of three calls that share a bundle, each question about a hold in turn is the one that the books
 * do but whose answer is lost: the calls end as if it had not been.
 */
class LostAnswerStoriesTest {
  private static final Set<String> FAULTY = Set.of("hold", "extend", "resolve");

  /** In a story without failures. */
  private static int questions() {
    var calls = new InMemory(0);
    calls.tellOfThreeCalls();
    return calls.answers.given;
  }

  static IntStream each() {
    return IntStream.rangeClosed(1, questions());
  }

  @ParameterizedTest
  @MethodSource("each")
  void theNthIsLostInMemory(int number) {
    var calls = new InMemory(number);
    calls.tellOfThreeCalls();
    assertEquals(questions() + 1, calls.answers.given, "one was asked again");
  }

  @ParameterizedTest
  @MethodSource("each")
  void theNthIsLostInPostgres(int number) {
    var calls = new InPostgres(number);
    calls.tellOfThreeCalls();
    assertEquals(questions() + 1, calls.answers.given, "one was asked again");
    calls.everythingAgrees();
  }

  private static final class InMemory extends MemoryBundleStoriesTest {
    private final Answers answers;

    private InMemory(int lost) {
      answers = new Answers(super.book(), lost);
    }

    @Override
    WalletBook book() {
      return answers.book;
    }
  }

  private static final class InPostgres extends PostgresBundleStoriesTest {
    private final Answers answers;

    private InPostgres(int lost) {
      answers = new Answers(super.book(), lost);
    }

    @Override
    WalletBook book() {
      return answers.book;
    }
  }

  /** A book whose answers are counted, and one of which does not arrive. */
  private static final class Answers {
    private final WalletBook book;
    private int given;

    private Answers(WalletBook real, int lost) {
      book =
          (WalletBook)
              Proxy.newProxyInstance(
                  WalletBook.class.getClassLoader(),
                  new Class<?>[] {WalletBook.class},
                  (proxy, method, arguments) -> {
                    try {
                      var answer = method.invoke(real, arguments);
                      if (FAULTY.contains(method.getName()) && ++given == lost) {
                        var what = method.getName() + ": the answer is lost";
                        throw new BooksUnavailable(what, new TimeoutException(what));
                      }
                      return answer;
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
    }
  }
}
