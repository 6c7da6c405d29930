package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Web pages whose audio has no way but the TURN server of their passes, a coturn. */
class BrowserTurnIT extends WholeProductTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LOW = 440;
  private static final int HIGH = 1000;
  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static TalkingPages pages;

  private final Harbour harbour = new Harbour(meterline());

  @BeforeAll
  static void start() throws Exception {
    pages = new TalkingPages(meterline(), folder);
  }

  @AfterAll
  static void stop() {
    pages.close();
  }

  @ParameterizedTest
  @CsvSource({"with-jssip, with-sip.js, udp", "with-sip.js, with-jssip, tcp"})
  void twoPagesHearEachOtherByRelaysAlone(String calls, String called, String transport)
      throws Exception {
    Harbour.Customer caller = harbour.customer("1");
    Harbour.Customer callee = harbour.customer("1");
    String number = harbour.number(callee);
    JsonNode callers = servers(caller, transport);
    JsonNode callees = servers(callee, transport);
    int callersPackets;
    int calleesPackets;
    try (BrowserContext context = pages.context()) {
      Page one = relayed(pages.page(context, calls, caller, LOW), callers);
      Page two = relayed(pages.page(context, called, callee, HIGH), callees);
      TalkingPages.call(one, number);
      hearEachOther(one, two);
      callersPackets = heardByRelay(one, transport);
      calleesPackets = heardByRelay(two, transport);
      one.evaluate("() => hangUp()");
      two.waitForFunction("document.title === 'over'");
    }
    passedBy(callers, callersPackets);
    passedBy(callees, calleesPackets);
    pages.onRecord(caller.user());
  }

  @Test
  void withoutTheRightPasswordThereIsNoRelay() throws Exception {
    Harbour.Customer caller = harbour.customer("1");
    Harbour.Customer callee = harbour.customer("1");
    String number = harbour.number(callee);
    JsonNode servers = servers(caller, "udp");
    try (BrowserContext context = pages.context()) {
      Page one = relayed(pages.page(context, "with-jssip", caller, LOW), servers);
      Page two = pages.page(context, "with-jssip", callee, HIGH);
      TalkingPages.call(one, number);
      hearEachOther(one, two);
      one.evaluate("() => hangUp()");
      one.waitForFunction("document.title === 'over'");

      long lent = coturn().lent(name(servers));
      assertTrue(lent > 0, "the call before went by a relay");
      changePassword(servers);
      relayed(one, servers);
      one.evaluate("() => { document.title = 'calling'; }");
      one.evaluate("number => call(number)", number);
      one.waitForFunction("gathered() && refusals.includes(401)");
      assertEquals(List.of(), one.evaluate("() => kinds()"));
      assertNull(one.evaluate("() => way()"), "there is no other way");
      assertEquals(lent, coturn().lent(name(servers)));
      one.evaluate("() => hangUp()");
      one.waitForFunction("!['calling', 'talking'].includes(document.title)");
    }
  }

  /** How many packets of audio the page has, all from its relay. */
  private static int heardByRelay(Page page, String transport) {
    assertEquals(Set.of("relay"), Set.copyOf((List<?>) page.evaluate("() => kinds()")));
    List<?> way = (List<?>) page.evaluate("() => way()");
    assertEquals(List.of("relay", transport), way.subList(0, 2));
    return ((Number) way.get(2)).intValue();
  }

  /** By coturn's own account, of which nothing is known before a relay ends. */
  private static void passedBy(JsonNode servers, int heard) throws Exception {
    assertTrue(heard > 0);
    Patience.until(
        "coturn passed all that was heard",
        LIMIT,
        () -> coturn().received(name(servers)) >= heard && coturn().sent(name(servers)) > 0);
  }

  /** What the customer's pass says of TURN by one transport. */
  private JsonNode servers(Harbour.Customer customer, String transport) throws Exception {
    JsonNode servers =
        harbour.post("phones/" + customer.phone() + "/passes", "", 201).path("iceServers");
    ((ArrayNode) servers.path(0).path("urls"))
        .removeIf(url -> !url.asText().endsWith("?transport=" + transport));
    assertEquals(1, servers.path(0).path("urls").size(), servers::toString);
    return servers;
  }

  /** By one character. */
  private static void changePassword(JsonNode servers) {
    String right = servers.path(0).path("credential").asText();
    ((ObjectNode) servers.path(0))
        .put("credential", (right.startsWith("A") ? "B" : "A") + right.substring(1));
  }

  private static String name(JsonNode servers) {
    return servers.path(0).path("username").asText();
  }

  private static Page relayed(Page page, JsonNode servers) {
    page.evaluate("servers => relay(JSON.parse(servers))", servers.toString());
    return page;
  }

  private static void hearEachOther(Page low, Page high) throws Exception {
    ListeningPage.awaitTone(high, LOW);
    ListeningPage.awaitTone(low, HIGH);
  }
}
