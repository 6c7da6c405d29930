package org.meterline.telephony.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.locate.Dnsmasq.srv;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.address.OwnAddresses;

/** Where servers are, as dnsmasq says it. */
class LocatorTest {
  private static final Place CARRIER = new Place("carrier.test", 0, "udp");
  private static final String UDP = "_sip._udp.carrier.test";

  private final AtomicLong now = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.close();
  }

  private Locator locator(Dnsmasq dns) {
    return locator(dns, "0.0.0.0,[::]");
  }

  private Locator locator(Dnsmasq dns, String own) {
    return new Locator(
        List.of(dns.address()),
        OwnAddresses.parse(own),
        Reach.PUBLIC,
        threads,
        now::get,
        new Random(1));
  }

  private static Located at(String... spots) {
    return new Located.At(
        Stream.of(spots)
            .map(
                text -> {
                  int colon = text.lastIndexOf(':');
                  return new Located.Spot(
                      InetAddress.ofLiteral(text.substring(0, colon).replaceAll("[\\[\\]]", "")),
                      Integer.parseInt(text.substring(colon + 1)));
                })
            .toList());
  }

  private static final String ONE = "host-record=one.test,192.0.2.1";
  private static final String TWO = "host-record=two.test,192.0.2.2,2001:db8::2";

  @Test
  void targetsAreTriedByPriorityAndAllTheirAddresses() throws Exception {
    try (var dns =
        Dnsmasq.with(
            srv(UDP, "two.test", 5080, 20, 0), srv(UDP, "one.test", 5070, 10, 0), ONE, TWO)) {
      assertEquals(
          at("192.0.2.1:5070", "192.0.2.2:5080", "[2001:db8::2]:5080"),
          locator(dns).locate(CARRIER));
      assertEquals(at("192.0.2.1:5070", "192.0.2.2:5080"), locator(dns, "0.0.0.0").locate(CARRIER));
    }
  }

  @Test
  void callsAreSharedByWeight() throws Exception {
    try (var dns =
        Dnsmasq.with(
            srv(UDP, "two.test", 5060, 10, 25), srv(UDP, "one.test", 5060, 10, 75), ONE, TWO)) {
      Locator locator = locator(dns);
      long first =
          IntStream.range(0, 200)
              .mapToObj(i -> ((Located.At) locator.locate(CARRIER)).spots().getFirst())
              .filter(spot -> spot.toString().equals("192.0.2.1:5060"))
              .count();
      assertTrue(first > 130 && first < 170, () -> first + " of 200");
    }
  }

  @Test
  void whatFailedComesLastForAWhile() throws Exception {
    try (var dns =
        Dnsmasq.with(
            srv(UDP, "two.test", 5060, 20, 0), srv(UDP, "one.test", 5060, 10, 0), ONE, TWO)) {
      Locator locator = locator(dns, "0.0.0.0");
      locator.failed(new Located.Spot(InetAddress.ofLiteral("192.0.2.1"), 5060));
      assertEquals(at("192.0.2.2:5060", "192.0.2.1:5060"), locator.locate(CARRIER));
      now.addAndGet(Duration.ofSeconds(31).toNanos());
      assertEquals(at("192.0.2.1:5060", "192.0.2.2:5060"), locator.locate(CARRIER));
    }
  }

  @Test
  void naptrLeadsToTheServiceOfTheTransport() throws Exception {
    try (var dns =
        Dnsmasq.with(
            "naptr-record=carrier.test,10,10,s,SIP+D2T,,_sip._tcp.far.test",
            "naptr-record=carrier.test,20,10,s,SIP+D2U,,_sip._udp.far.test",
            srv("_sip._udp.far.test", "one.test", 5090, 0, 0),
            srv("_sip._tcp.far.test", "one.test", 5091, 0, 0),
            srv("_sips._tcp.carrier.test", "one.test", 5092, 0, 0),
            ONE)) {
      Locator locator = locator(dns);
      assertEquals(at("192.0.2.1:5090"), locator.locate(CARRIER));
      assertEquals(at("192.0.2.1:5091"), locator.locate(new Place("carrier.test", 0, "tcp")));
      assertEquals(at("192.0.2.1:5092"), locator.locate(new Place("carrier.test", 0, "tls")));
    }
  }

  @Test
  void aPortOrAnAddressAsksForNoService() throws Exception {
    try (var dns =
        Dnsmasq.with(
            srv(UDP, "two.test", 5080, 10, 0), "host-record=carrier.test,192.0.2.7", TWO)) {
      Locator locator = locator(dns);
      assertEquals(at("192.0.2.7:5060"), locator.locate(new Place("carrier.test", 5060, "udp")));
      assertEquals(at("192.0.2.9:5061"), locator.locate(new Place("192.0.2.9", 0, "tls")));
      assertEquals(at("[::1]:5090"), locator.locate(new Place("::1", 5090, "udp")));
    }
  }

  @Test
  void aNameWithoutServicesIsItsAddresses() throws Exception {
    try (var dns = Dnsmasq.with("cname=carrier.test,one.test", ONE)) {
      assertEquals(at("192.0.2.1:5060"), locator(dns).locate(CARRIER));
    }
  }

  /** More than fits into a packet. */
  @Test
  void manyTargetsComeByTcp() throws Exception {
    List<String> records =
        Stream.concat(
                Stream.of(ONE),
                IntStream.range(0, 60).mapToObj(i -> srv(UDP, "one.test", 5100 + i, i, 0)))
            .toList();
    try (var dns = Dnsmasq.with(records.toArray(String[]::new))) {
      Located.At found = (Located.At) locator(dns).locate(CARRIER);
      assertEquals(16, found.spots().size());
      assertEquals(5100, found.spots().getFirst().port());
      assertEquals(5115, found.spots().getLast().port());
    }
  }

  @Test
  void anAnswerIsKeptForAsLongAsItSays() throws Exception {
    Locator locator;
    int port;
    try (var dns = Dnsmasq.with("host-record=carrier.test,192.0.2.1,60")) {
      locator = locator(dns);
      port = dns.address().getPort();
      assertEquals(at("192.0.2.1:5060"), locator.locate(CARRIER));
    }
    try (var _ = Dnsmasq.at(port, "host-record=carrier.test,192.0.2.2,60")) {
      now.addAndGet(Duration.ofSeconds(59).toNanos());
      assertEquals(at("192.0.2.1:5060"), locator.locate(CARRIER));
      now.addAndGet(Duration.ofSeconds(2).toNanos());
      assertEquals(at("192.0.2.2:5060"), locator.locate(CARRIER));
    }
  }

  @Test
  void whatWasKnownServesWhileDnsIsAway() throws Exception {
    Locator locator;
    int port;
    try (var dns = Dnsmasq.with(srv(UDP, "one.test", 5070, 10, 0), ONE)) {
      locator = locator(dns);
      port = dns.address().getPort();
      assertEquals(at("192.0.2.1:5070"), locator.locate(CARRIER));
    }
    now.addAndGet(Duration.ofHours(2).toNanos());
    assertEquals(at("192.0.2.1:5070"), locator.locate(CARRIER));
    assertEquals(
        new Located.Nowhere("DNS does not answer about other.test"),
        locator.locate(new Place("other.test", 0, "udp")));
    now.addAndGet(Duration.ofDays(4).toNanos());
    assertEquals(
        new Located.Nowhere("DNS does not answer about carrier.test"), locator.locate(CARRIER));
    try (var _ = Dnsmasq.at(port, srv(UDP, "one.test", 5071, 10, 0), ONE)) {
      assertEquals(at("192.0.2.1:5071"), locator.locate(CARRIER));
    }
  }

  @Test
  void aNameThatDoesNotExistIsNowhere() throws Exception {
    try (var dns = Dnsmasq.with("host-record=six.test,2001:db8::7")) {
      assertEquals(
          new Located.Nowhere("DNS knows no address of carrier.test"),
          locator(dns).locate(CARRIER));
      assertEquals(
          new Located.Nowhere("IPv6 is not spoken here"),
          locator(dns, "0.0.0.0").locate(new Place("six.test", 0, "udp")));
    }
  }
}
