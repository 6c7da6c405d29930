package org.meterline.telephony.registrar;

import java.util.List;

/** Keeps registrations over a restart. May block; never called from a SIP thread. */
public interface BindingStore {
  /** All that were stored and not removed; expired ones may be among them. */
  List<Binding> load();

  /** Takes changes in order: a binding replaces the stored one of the same account and contact. */
  void save(List<Binding> changed, List<Binding> removed);
}
