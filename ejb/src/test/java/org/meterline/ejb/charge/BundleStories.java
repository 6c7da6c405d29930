package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.ejb.charge.FailingBook.Losses;
import org.meterline.ejb.charge.FailingBook.Lost;

/**
 * Calls that bundles pay for, told in tables, over any book of wallets. 15 s are held at a time;
 * seconds and money are what is available. Each is told as it is; again with the Nth question about
 * a hold lost, and with its answer, for every N; and once with each question lost when it is asked
 * first and its answer when it is asked again.
 */
abstract class BundleStories {
  abstract WalletBook book();

  abstract UUID tenant();

  /** A price that holds may name. */
  abstract Tariff priced(Rate.Draft line);

  /** 0.01 a second. */
  private Tariff plain() {
    return priced(Rate.to("49", "Germany").price("0.60"));
  }

  /** What happens, each time to wallets of its own. */
  private interface Telling {
    void of(BundleStory story) throws Exception;
  }

  private void tell(Telling telling) throws Exception {
    int questions = tell(telling, "nothing", (nth, times) -> Lost.NOTHING);
    for (var lost : List.of(Lost.QUESTION, Lost.ANSWER)) {
      for (int n = 1; n <= questions; n++) {
        int failing = n;
        tell(telling, lost + " " + n, (nth, times) -> nth == failing ? lost : Lost.NOTHING);
      }
    }
    tell(
        telling,
        "everything",
        (nth, times) ->
            switch (times) {
              case 1 -> Lost.QUESTION;
              case 2 -> Lost.ANSWER;
              default -> Lost.NOTHING;
            });
  }

  /** Answers how many questions about holds there were. */
  private int tell(Telling telling, String lost, Losses losses) throws Exception {
    var lease = book().take("node-" + tenant(), Duration.ofMinutes(5));
    var story = new BundleStory(book(), tenant(), lease, lost, losses);
    telling.of(story);
    return story.asked();
  }

  @Test
  void threeCallsShareABundle() throws Exception {
    var tariff = plain();
    tell(
        told -> {
          told.bundle("minutes", 60);
          told.money("1.00");
          told.tell(
              tariff,
              """
              call | does    | granted | minutes | money
              A    | begins  | 15      | 45      | 1.00
              B    | begins  | 15      | 30      | 1.00
              C    | begins  | 15      | 15      | 1.00
              A    | used 11 | 30      |  0      | 1.00
              B    | used 11 | 30      |  0      | 0.85
              C    | used 11 | 30      |  0      | 0.70
              A    | ends 20 | 20 SEC, 0.00 EUR | 10 | 0.70
              D    | begins  | 15      |  0      | 0.65
              B    | ends 20 | 15 SEC, 0.05 EUR |  0 | 0.75
              C    | used 26 | 45      |  0      | 0.60
              C    | ends 45 | 15 SEC, 0.30 EUR |  0 | 0.60
              D    | ends 4  | 4 SEC, 0.00 EUR  |  6 | 0.65
              """);
        });
  }

  @Test
  void aBundleEndsInMidCallAndMoneyGoesOn() throws Exception {
    var tariff = plain();
    tell(
        told -> {
          told.bundle("minutes", 20);
          told.money("1.00");
          told.tell(
              tariff,
              """
              call | does    | granted | minutes | money
              A    | begins  | 15      | 5       | 1.00
              A    | used 11 | 30      | 0       | 0.90
              A    | used 26 | 45      | 0       | 0.75
              A    | ends 33 | 20 SEC, 0.13 EUR | 0 | 0.87
              """);
        });
  }

  @Test
  void aBundleEndsAndTheWalletIsEmpty() throws Exception {
    var tariff = plain();
    tell(
        told -> {
          told.bundle("minutes", 20);
          told.money("0");
          told.tell(
              tariff,
              """
              call | does    | granted | minutes | money
              A    | begins  | 15      | 5       | 0.00
              A    | used 11 | 20 last | 0       | 0.00
              A    | used 16 | 20 last | 0       | 0.00
              B    | begins  | wallet-too-low | 0 | 0.00
              A    | ends 20 | 20 SEC, 0.00 EUR | 0 | 0.00
              """);
        });
  }

  @Test
  void moneyPaysForWhatItIsEnoughFor() throws Exception {
    var tariff = plain();
    tell(
        told -> {
          told.bundle("minutes", 20);
          told.money("0.07");
          told.tell(
              tariff,
              """
              call | does    | granted | minutes | money
              A    | begins  | 15      | 5       | 0.07
              A    | used 11 | 27 last | 0       | 0.00
              A    | ends 27 | 20 SEC, 0.07 EUR | 0 | 0.00
              """);
        });
  }

  /** The fee is money, and increments count over bundle and money. */
  @Test
  void noBundleCoversTheFee() throws Exception {
    var tariff = priced(Rate.to("49", "Germany").price("0.60").fee("0.05").increments(30, 6));
    tell(
        told -> {
          told.bundle("minutes", 32);
          told.money("0.14");
          told.tell(
              tariff,
              """
              call | does    | granted | minutes | money
              A    | begins  | 30      | 2       | 0.09
              B    | begins  | wallet-too-low | 2 | 0.09
              A    | used 26 | 36 last | 0       | 0.05
              A    | ends 31 | 32 SEC, 0.09 EUR | 0 | 0.05
              B    | begins  | wallet-too-low | 0 | 0.05
              """);
          told.money("0.04");
          told.bundle("more", 30);
          told.tell(
              tariff,
              """
              call | does    | granted | minutes | more | money
              C    | begins  | wallet-too-low | 0 | 30  | 0.04
              """);
        });
  }

  @Test
  void severalBundlesPayOneAfterTheOther() throws Exception {
    var tariff = plain();
    tell(
        told -> {
          told.bundle("a", 10);
          told.bundle("b", 12);
          told.money("1.00");
          told.tell(
              tariff,
              """
              call | does    | granted | a  | b | money
              A    | begins  | 15      | 0  | 7 | 1.00
              A    | used 11 | 30      | 0  | 0 | 0.92
              A    | ends 13 | 10 SEC, 3 SEC, 0.00 EUR | 0 | 9 | 1.00
              B    | begins  | 15      | 0  | 0 | 0.94
              B    | ends 1  | 1 SEC, 0.00 EUR | 0 | 8 | 1.00
              """);
        });
  }

  @Test
  void aBundleThatGivesNothingIsLeftOut() throws Exception {
    var tariff = plain();
    tell(
        told -> {
          told.bundle("a", 30);
          told.bundle("b", 30);
          told.bundle("empty", 0);
          told.money("1.00");
          told.freeze("a");
          told.tell(
              tariff,
              """
              call | does    | granted | a  | b  | empty | money
              A    | begins  | 15      | 30 | 15 | 0     | 1.00
              """);
          told.freeze("b");
          told.tell(
              tariff,
              """
              call | does    | granted | a  | b  | empty | money
              A    | used 11 | 30      | 30 | 15 | 0     | 0.85
              A    | ends 16 | 15 SEC, 0 SEC, 0.01 EUR | 30 | 15 | 0 | 0.99
              """);
        });
  }

  /** With the bundle's seconds it is longer than with money alone. */
  @Test
  void aCallThatIsCutAtAMaximumIsSoInMoney() throws Exception {
    var tariff =
        priced(
            Rate.to("49", "Germany")
                .price("0.60")
                .atMost(new BigDecimal("0.10"), Rate.AtMaximum.CUT));
    tell(
        told -> {
          told.bundle("minutes", 20);
          told.money("1.00");
          told.tell(
              tariff,
              """
              call | does    | granted | minutes | money
              A    | begins  | 15      | 5       | 1.00
              A    | used 11 | 30 last | 0       | 0.90
              A    | ends 30 | 20 SEC, 0.10 EUR | 0 | 0.90
              """);
        });
  }

  /** However many draw on it at once, it pays for its seconds and no more. */
  @Test
  void aBundleNeverGoesBelowZero() throws Exception {
    var tariff = plain();
    tell(told -> drawAtOnce(told, tariff, 12), "nothing", (nth, times) -> Lost.NOTHING);
    tell(told -> drawAtOnce(told, tariff, 4));
  }

  private static void drawAtOnce(BundleStory told, Tariff tariff, int calls) throws Exception {
    told.bundle("minutes", 100);
    told.money("5.00");
    Callable<Long> call = () -> told.goesOnOnce(tariff);
    long seconds = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each : threads.invokeAll(Collections.nCopies(calls, call))) {
        assertEquals(30, each.get(), "nobody was refused");
        seconds += each.get();
      }
    }
    assertEquals(0, told.wallet("minutes").available().units());
    assertEquals(100, told.wallet("minutes").held().units());
    var rest = Money.parse("0.01", Currency.EUR).units() * (seconds - 100);
    assertEquals(rest, told.wallet("money").held().units());
  }
}
