package org.meterline.telephony.call;

import java.util.List;
import java.util.function.Consumer;

/** Somebody is called in place of one who talks: what is the same whoever stays. */
abstract class PuttingThrough extends RunningVerb implements Dialling.Listener {
  final Call call;
  final Transfers.Watcher watcher;

  PuttingThrough(
      Call call,
      Transfers.Watcher watcher,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(reply, over);
    this.call = call;
    this.watcher = watcher;
  }

  @Override
  public void asking(Dialling who) {
    call.record.note("transfer", "who pays for " + who.leg.destination);
  }

  @Override
  public void calling(Dialling who) {
    call.record.note("transfer", "calling " + who.leg.destination);
  }

  @Override
  public void rings(Dialling who, boolean audible) {
    watcher.rings();
  }

  /** Whom the call goes to was chosen by who transfers it. */
  @Override
  public boolean sentOn(Dialling who, List<String> to) {
    return false;
  }
}
