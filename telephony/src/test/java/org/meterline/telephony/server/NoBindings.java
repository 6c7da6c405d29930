package org.meterline.telephony.server;

import java.util.List;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.registrar.BindingStore;

/** Keeps no registrations: an engine that is started anew knows none. */
final class NoBindings implements BindingStore {
  @Override
  public List<Binding> load() {
    return List.of();
  }

  @Override
  public void save(List<Binding> changed, List<Binding> removed) {}
}
