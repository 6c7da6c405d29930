package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.Patience.until;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.billing.ledger.Charge;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallLimits;
import org.meterline.telephony.trunk.Trunk;

/**
 * 101 calls over a trunk that transfers, and is put through by it: from then on the tenant pays.
 * Phone and carriers are sipp's.
 */
class CarrierTransferTest {
  private static final String FIRST = "+4930123456";
  private static final String SECOND = "+4940123456";
  private static final String LATVIA = "+37167123456";

  @TempDir Path folder = Path.of("");

  private static SippRun transfers(String scenario, String to) throws Exception {
    return SippRun.called(scenario, "-m", "1", "-key", "refer", "tel:" + to);
  }

  private static List<CallFact> calls(CallingTenant calling) throws Exception {
    try (var caller =
        SippRun.calls(
            "uac.xml",
            calling.engine.port(),
            "-au",
            "101",
            "-ap",
            CallingTenant.PASSWORD,
            "-s",
            "101",
            "-key",
            "domain",
            calling.tenant.domain.name(),
            "-key",
            "to",
            FIRST,
            "-m",
            "1",
            "-d",
            "1500")) {
      caller.succeeds(1);
    }
    until("it is posted", () -> calling.calls(FIRST).size() == 1);
    return calling.calls(FIRST).getFirst();
  }

  private static void carrier(CallingTenant calling, String name, SippRun at, String prefix) {
    calling.trunks.add(
        new Trunk(name, "127.0.0.1", at.port, "udp", List.of(prefix)).transfers(true));
  }

  private static UUID leg(List<CallFact> call, String trunk) {
    return call.stream()
        .filter(fact -> fact instanceof CallFact.LegEnded leg && trunk.equals(leg.trunk()))
        .map(fact -> ((CallFact.LegEnded) fact).leg().value())
        .findFirst()
        .orElseThrow();
  }

  private static UUID payer(List<Charge> charges, UUID leg) {
    return charges.stream()
        .filter(charge -> charge.leg().equals(leg))
        .map(Charge::wallet)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTenantPaysForWhomTheCarrierHasCalled() throws Exception {
    try (var carrier = transfers("trunk-transfers.xml", SECOND);
        var other = SippRun.called("uas.xml", "-m", "1");
        var calling = new CallingTenant(folder, CallLimits.of(1_000), 64 << 20, "99")) {
      calling.tenant.ownWallet("99");
      carrier(calling, "carrier", carrier, "4930");
      carrier(calling, "other", other, "4940");
      List<CallFact> call = calls(calling);
      carrier.succeeds(1);
      other.succeeds(1);
      List<Charge> charges = calling.tenant.charges(call.getFirst().call());
      assertEquals(calling.tenant.walletId("101"), payer(charges, leg(call, "carrier")));
      assertEquals(calling.tenant.walletId(""), payer(charges, leg(call, "other")));
      assertTrue(calling.tenant.wallet("").balance().compareTo(eur("99")) < 0);
    }
  }

  /** What nobody approved is no carrier's to have called; the talk goes on. */
  @Test
  void whatIsNotApprovedIsNotCalled() throws Exception {
    try (var carrier = transfers("trunk-transfers-refused.xml", LATVIA);
        var calling = new CallingTenant(folder, CallLimits.of(1_000), 64 << 20, "99")) {
      calling.tenant.ownWallet("99");
      carrier(calling, "carrier", carrier, "");
      List<CallFact> call = calls(calling);
      String heard = carrier.succeeds(1);
      assertTrue(heard.contains("SIP/2.0 403 Calls to Latvia are not approved."), heard);
      assertEquals(eur("99"), calling.tenant.wallet("").balance());
      assertEquals(1, calling.tenant.charges(call.getFirst().call()).size());
    }
  }
}
