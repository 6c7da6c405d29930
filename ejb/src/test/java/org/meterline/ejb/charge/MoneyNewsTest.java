package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.meterline.ejb.Patience.until;
import static org.meterline.ejb.charge.ChargedTenant.ended;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/** Money that moved is announced. */
class MoneyNewsTest {
  private final ChargedTenant tenant = newTenant();
  private final Charging charging = tenant.start("node-" + tenant.id);
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .deck("49  0.06  0  1/1")
          .phone("101", "10.00")
          .phone("102", "0.02");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  private Answer ask() {
    return tenant.admit(charging, tenant.asks("101", call, leg, "+4931123456"));
  }

  private static void awaitNews(LinkedBlockingQueue<String> heard, String news)
      throws InterruptedException {
    String next = "";
    while (!news.equals(next)) {
      next = heard.poll(60, TimeUnit.SECONDS);
      assertNotNull(next, () -> news + " is announced");
    }
  }

  @Test
  void moneyThatMovedIsAnnouncedOnceAfterTheCommit() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    charging.announce(
        news -> {
          if (news.tenant().equals(tenant.id)) {
            heard.add(news.type() + " " + news.subject());
          }
        });
    var ours = "wallet.changed " + tenant.walletId("101");
    awaitNews(heard, ours);
    awaitNews(heard, "wallet.changed " + tenant.walletId("102")); // the last of the first top-ups
    ask();
    tenant.post(charging, ended(call, leg, 3, Duration.ofSeconds(10)));
    assertEquals(ours, heard.poll(60, TimeUnit.SECONDS));
    tenant.post(charging, ended(call, leg, 3, Duration.ofSeconds(10)));
    tenant.topUp("102", "1.00");
    assertEquals("wallet.changed " + tenant.walletId("102"), heard.poll(60, TimeUnit.SECONDS));
  }

  @Test
  void moneyThatMovedIsAnnouncedWhileDecksCannotBeRead() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    charging.announce(news -> heard.add(news.type() + " " + news.subject()));
    ask();
    var theirs = "wallet.changed " + tenant.walletId("102");
    awaitNews(heard, theirs);
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s = connection.createStatement()) {
      connection.setAutoCommit(false);
      s.execute("lock table meterline.rate_deck in access exclusive mode");
      until("decks are waited for", MoneyNewsTest::somebodyWaitsForDecks);
      tenant.topUp("102", "1.00");
      awaitNews(heard, theirs);
      connection.rollback();
    }
  }

  private static boolean somebodyWaitsForDecks() {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s =
            connection.prepareStatement(
                "select from pg_locks where not granted"
                    + " and relation = 'meterline.rate_deck'::regclass");
        var row = s.executeQuery()) {
      return row.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
