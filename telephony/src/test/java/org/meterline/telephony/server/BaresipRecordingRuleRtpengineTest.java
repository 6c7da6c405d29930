package org.meterline.telephony.server;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.meterline.telephony.call.CallFact;

/**
 * What is recorded by rule is so with all media through rtpengine, too: it stands before each leg,
 * and what it forwards passes the plane that plays, hears keys and records.
 */
@SuppressWarnings("NullAway.Init")
class BaresipRecordingRuleRtpengineTest extends BaresipRecordingRuleTest {
  private AllRelayed relayed;

  @Override
  House build(Path empty) throws Exception {
    relayed = new AllRelayed();
    return relayed.house(empty);
  }

  @Override
  @AfterAll
  void close() throws Exception {
    try {
      super.close();
    } finally {
      relayed.close();
    }
  }

  @Override
  void assertRelayed(List<CallFact> call) {
    relayed.carried(call);
  }
}
