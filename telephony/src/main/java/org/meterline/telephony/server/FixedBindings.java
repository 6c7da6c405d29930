package org.meterline.telephony.server;

import java.util.List;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.registrar.BindingStore;

/** Registrations that are there at each start; what changes is kept nowhere. */
record FixedBindings(List<Binding> load) implements BindingStore {
  @Override
  public void save(List<Binding> changed, List<Binding> removed) {}
}
