package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.sip.Sipp;

/** sipp sends what no phone should: it is told why, and the journal knows of it. */
class RefusedCallsTest {
  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  private static List<CallFact> refused(String scenario, String dialled, String password)
      throws Exception {
    try (var caller =
        Sipp.scenario(scenario)
            .to(house.port())
            .user("101", password)
            .set("domain", House.DOMAIN)
            .set("to", dialled)
            .start()) {
      caller.succeeds(1);
    }
    return house.call(dialled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          uac-denied.xml       | 701 | 403 | Not with this password
          bad-cseq.xml         | 702 | 400 | CSeq cannot be read
          bad-from.xml         | 703 | 400 | From has no tag
          bad-content-type.xml | 704 | 415 | A body is application/sdp, or has it as a part, and is not encoded
          bad-require.xml      | 705 | 420 | Required, but not offered here: teleport
          bad-truncated.xml    | 706 | 400 | The body is shorter than Content-Length says
          """)
  void beforeItIsACall(String scenario, String dialled, int status, String reason)
      throws Exception {
    List<CallFact> call = refused(scenario, dialled, "guessed");
    assertEquals(2, call.size(), call::toString);
    CallFact.Began began = House.only(call, CallFact.Began.class);
    assertEquals(House.DOMAIN, began.domain().name());
    assertEquals("101", began.caller());
    assertInstanceOf(Origin.Stranger.class, began.from());
    CallFact.Ended ended = House.only(call, CallFact.Ended.class);
    assertEquals(status, ended.sipStatus());
    assertEquals(reason, ended.reason());
    List<String> titles = ended.ladder().stream().map(LadderEntry::title).toList();
    assertEquals("INVITE sip:" + dialled + "@" + House.DOMAIN, titles.getFirst());
    assertTrue(titles.get(1).startsWith(status + " "), titles::toString);
    assertTrue(ended.ladder().getLast().detail().contains("from 127.0.0.1:"), titles::toString);
  }

  @Test
  void aBodyThatDescribesNothing() throws Exception {
    house.extension("707", "102");
    List<CallFact> call = refused("bad-sdp.xml", "707", House.password("101"));
    CallFact.Ended ended = House.only(call, CallFact.Ended.class);
    assertEquals(488, ended.sipStatus());
    assertTrue(ended.reason().startsWith("The offered audio cannot be used: "), ended.reason());
  }
}
