package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.media.Rtpengine;
import org.meterline.telephony.relay.RelaySettings;

/** An rtpengine that all media of a house pass, plain ones, too. */
final class AllRelayed {
  private static final Pattern PORT = Pattern.compile("m=audio (\\d+) ");

  private final Rtpengine rtpengine = new Rtpengine();

  AllRelayed() throws Exception {}

  /** A house before whose legs it stands. */
  House house(Path empty) throws Exception {
    var built = new House(empty, List.of(), RelaySettings.at(rtpengine.control()).forAll());
    until("rtpengine is seen", () -> !built.engine.relay().contains("not"));
    return built;
  }

  /** Every port that a phone was told is rtpengine's. */
  void carried(List<CallFact> call) {
    String told = BaresipTalkTest.told(call);
    Matcher port = PORT.matcher(told);
    int ports = 0;
    for (; port.find(); ports++) {
      assertTrue(rtpengine.owns(Integer.parseInt(port.group(1))), told);
    }
    assertNotEquals(0, ports, told);
  }

  void close() throws Exception {
    rtpengine.close();
  }
}
