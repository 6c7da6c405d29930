package org.meterline.telephony.server;

import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.registrar.Binding;

/** Nobody listens to what happens. */
final class Unheard implements CallEvents {
  @Override
  public void changed(Snapshot call) {}

  @Override
  public void registered(Binding binding, boolean registered) {}
}
