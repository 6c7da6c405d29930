package org.meterline.ejb.switchboard;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.charge.CarrierPrices;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.TrunkWatch;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.TrunkChoice;

/** How a node's engine sees its trunks. */
public final class EngineTrunks implements TrunkWatch {
  private final MemoryDirectory directory;
  private final Supplier<Optional<Telephony>> engine;
  private final Supplier<@Nullable CarrierPrices> prices;
  private final Clock clock;

  EngineTrunks(
      MemoryDirectory directory,
      Supplier<Optional<Telephony>> engine,
      Supplier<@Nullable CarrierPrices> prices,
      Clock clock) {
    this.directory = directory;
    this.engine = engine;
    this.prices = prices;
    this.clock = clock;
  }

  @Override
  public Health.Seen health(String trunk) {
    return trunks()
        .map(choice -> choice.health.of(trunk))
        .orElse(new Health.Seen(Health.State.UNKNOWN, ""));
  }

  @Override
  public Optional<String> refuses(Place place) {
    return engine
        .get()
        .flatMap(running -> running.locate(place))
        .filter(Located.Inside.class::isInstance)
        .map(Located.Inside.class::cast)
        .map(Located.Inside::reason);
  }

  @Override
  public Trial attempt(Tenant tenant, String number) {
    return new TrunkTrial(directory, trunks(), prices.get(), clock).of(tenant, number);
  }

  private Optional<TrunkChoice> trunks() {
    return engine.get().flatMap(Telephony::trunks);
  }
}
