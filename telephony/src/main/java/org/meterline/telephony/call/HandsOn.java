package org.meterline.telephony.call;

/**
 * Our leg of a talk across two calls asks a third call for a place, because the other call's leg is
 * to leave; when that agrees, the other call is not needed for the talk.
 */
final class HandsOn implements Junction.Listener {
  private final Call call;
  private final Joint before;
  private final CallLeg stays;

  HandsOn(Call call, Joint before, CallLeg stays) {
    this.call = call;
    this.before = before;
    this.stays = stays;
  }

  @Override
  public boolean stands() {
    return call.junction.isWith(before.call()) && !stays.over();
  }

  @Override
  public void joined() {
    Junction.tell(before, new Message.HandedOn(call.id, 200, "Transferred"));
    call.bridging.leaveBeyond();
  }

  @Override
  public void refused(int status, String reason) {
    Junction.tell(before, new Message.HandedOn(call.id, status, reason));
  }
}
