package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;

/**
 * A phone written elsewhere proves its password by SHA-256: the account's digest by MD5 is none.
 */
class LinphoneCallTest {
  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
    house.shell(
        "800",
        "while read -r line && [ -n \"$line\" ]; do :; done",
        "echo ANSWER; read -r reply",
        "echo EXEC Wait 1; read -r reply",
        "echo HANGUP; read -r reply");
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tls"})
  void registersAndCalls(String transport) throws Exception {
    long before = house.answered("800");
    try (var phone = new Linphone(house, folder.resolve(transport), "104", transport)) {
      phone.dial("800");
      until("the call is over", () -> house.answered("800") > before);
    }
    List<CallFact> call = house.call("800");
    assertEquals(
        new Origin.Phone(new Domain(House.DOMAIN), "104"),
        House.only(call, CallFact.Began.class).from());
    assertEquals(transport, House.only(call, CallFact.LegAnswered.class).dialog().transport());
  }
}
