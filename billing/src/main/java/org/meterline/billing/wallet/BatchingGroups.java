package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Groups whose requests wait for each other for no longer than the database is busy. */
final class BatchingGroups implements HoldGroups, AutoCloseable {
  private final HoldGroups groups;
  private final BatchWriter<Request, Answer> holds;
  private final BatchWriter<Extension, Answer> extensions;
  private final BatchWriter<Settlement, List<SettleOutcome>> settlements;

  BatchingGroups(HoldGroups groups, Duration patience, LongSupplier nanos) {
    this.groups = groups;
    holds = new BatchWriter<>("groups-held", patience, nanos);
    extensions = new BatchWriter<>("groups-extended", patience, nanos);
    settlements = new BatchWriter<>("groups-settled", BatchWriter.FOREVER, nanos);
  }

  @Override
  public List<Answer> hold(Lease by, List<Request> requests) {
    return holds.ask(by, requests, batch -> groups.hold(by, batch));
  }

  @Override
  public List<Answer> extend(Lease by, List<Extension> requests) {
    return extensions.ask(by, requests, batch -> groups.extend(by, batch));
  }

  /** A list is a batch already and goes as the one transaction that it is. */
  @Override
  public List<List<SettleOutcome>> resolve(boolean recovery, List<Settlement> all) {
    return all.size() == 1
        ? settlements.ask(recovery, all, batch -> groups.resolve(recovery, batch))
        : groups.resolve(recovery, all);
  }

  @Override
  public Map<UUID, Group> read(Collection<UUID> legs) {
    return groups.read(legs);
  }

  @Override
  public List<UUID> stale(Lease lease, int limit) {
    return groups.stale(lease, limit);
  }

  @Override
  public void close() {
    holds.close();
    extensions.close();
    settlements.close();
  }
}
