package org.meterline.ejb.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.telephony.call.CallFact;

/** Whose calls are listed for whom, and in which pieces. */
class RecordListsTest extends RecordScene {
  @Test
  void aPayerSeesTheCallsOfTheirWallet() throws Exception {
    Story story = Story.of(harbour.domain());
    journal().post(story.facts());
    assertEquals(1, listed(wallet, CallRecords.Wanted.ENDED).size());
    assertEquals(0, listed(UUID.randomUUID(), CallRecords.Wanted.ALL).size());
  }

  private List<CallSummary> listed(UUID payers, CallRecords.Wanted wanted) {
    Caller payer = caller(harbour, Role.PAYER, payers);
    return Use.in(harbour, em -> records(em).list(payer, wanted, Ask.first())).items();
  }

  @Test
  void whoIsCalledSeesTheCallToo() throws Exception {
    Story story = Story.of(harbour.domain());
    journal().post(story.facts().subList(0, 5));
    journal()
        .post(
            List.of(
                new CallFact.LegBegan(
                    story.call(), 6, NOON, story.out(), false, "102", null, null, null)));
    CallDetails call = read(harbour, story.call());
    assertEquals(Direction.INTERNAL, call.summary().direction());
    assertEquals(
        story.call().value(), listed(calledWallet, CallRecords.Wanted.LIVE).getFirst().id());
  }

  @Test
  void listsComeInPieces() throws Exception {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Story story = Story.of(harbour.domain());
      journal().post(story.facts());
      ids.addFirst(story.call().value());
    }
    List<UUID> seen = new ArrayList<>();
    String cursor = null;
    do {
      Ask ask = new Ask(cursor, 3);
      var page =
          Use.in(
              harbour,
              em ->
                  records(em).list(caller(harbour, Role.AGENT, null), CallRecords.Wanted.ALL, ask));
      page.items().forEach(c -> seen.add(c.id()));
      cursor = page.next();
    } while (cursor != null);
    assertEquals(ids, seen);
  }
}
