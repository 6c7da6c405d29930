package org.meterline.ejb.switchboard;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.LeastCost;
import org.meterline.ejb.charge.CarrierPrices;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.TrunkWatch.Trial;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.EmergencyWay;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkChoice;
import org.meterline.telephony.trunk.TrunkChoice.Considered;

/** Asks the questions by which a call's trunk is chosen, without a call. */
record TrunkTrial(
    MemoryDirectory directory,
    Optional<TrunkChoice> choice,
    @Nullable CarrierPrices prices,
    InstantSource clock) {

  Trial of(Tenant tenant, String number) {
    if (choice.isEmpty() || prices == null) {
      return new Trial("This server takes no calls now.", List.of());
    }
    return switch (directory.find(tenant.domain(), number)) {
      case Destination.Outside outside -> outside(tenant, outside, choice.get(), prices);
      case Destination.Emergency emergency -> emergency(emergency, choice.get());
      case Destination.Phone phone ->
          new Trial("This is the phone " + phone.user() + ": no trunk is needed.", List.of());
      case Destination.Program program ->
          new Trial("This is the program " + program.name() + ": no trunk is needed.", List.of());
      case Destination.Application application ->
          new Trial("This is an application: no trunk is needed.", List.of());
      case Destination.Unknown(String reason) ->
          new Trial("This leads nowhere: " + reason + ".", List.of());
    };
  }

  private Trial outside(
      Tenant tenant, Destination.Outside outside, TrunkChoice choice, CarrierPrices prices) {
    List<Trunk> all = directory.trunks(outside.domain());
    String digits = outside.number().digits();
    TrunkChoice.Able able = choice.able(all, digits);
    LeastCost order = prices.order(tenant.id(), outside.number(), able.names(), clock.instant());
    return new Trial(
        "This is the number " + outside.number() + ".",
        choice.explain(all, able, order.names(), order.not(), digits));
  }

  /** Limits and prices do not count. */
  private Trial emergency(Destination.Emergency to, TrunkChoice choice) {
    Map<String, EmergencyWay> ways = new LinkedHashMap<>();
    directory.emergencyWays(to).forEach(way -> ways.putIfAbsent(way.trunk().name(), way));
    List<Trunk> trunks = choice.emergency(those(ways, true), those(ways, false));
    return new Trial(
        "This is an emergency number of "
            + Locale.of("", to.place().country()).getDisplayCountry(Locale.ENGLISH)
            + ": limits and prices do not count.",
        trunks.stream()
            .map(t -> new Considered(t, trunks.indexOf(t) + 1, why(t, ways.get(t.name()), choice)))
            .toList());
  }

  private static List<Trunk> those(Map<String, EmergencyWay> ways, boolean meant) {
    return ways.values().stream()
        .filter(way -> way.meant() == meant)
        .map(EmergencyWay::trunk)
        .toList();
  }

  private static String why(Trunk trunk, @Nullable EmergencyWay way, TrunkChoice choice) {
    return way != null && !way.meant()
        ? "only if nothing else leads to help"
        : choice.health.of(trunk.name()).reason();
  }
}
