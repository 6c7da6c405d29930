package org.meterline.telephony.sip;

import java.text.ParseException;
import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.address.Hop;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.trunk.Trunk;

/** The BYE of a dialog that a dead process left open. */
final class LeftDialog implements Replies {
  private static final System.Logger LOG = System.getLogger(LeftDialog.class.getName());

  /**
   * What was sent in the dialog after its answer, to hold it or to refresh it, nobody knows: a BYE
   * whose number was used already is refused, one further on is not (RFC 3261, section 12.2.2).
   */
  private static final long BEYOND = 10_000;

  private final Wire wire;
  private final SipDialog dialog;
  private final @Nullable Hop way;
  private final Trunk.@Nullable Access account;
  private @Nullable Request bye;
  private Credentials proofs = Credentials.NONE;

  private LeftDialog(Wire wire, SipDialog dialog, Trunk.@Nullable Access account) {
    this.wire = wire;
    this.dialog = dialog;
    this.way = dialog.hop();
    this.account = account;
  }

  /** Ends it: where it was, or if nothing can be sent there, where its Contact says. */
  static void end(Wire wire, DialogIdentity left, Trunk.@Nullable Access account, String reason) {
    if (!end(wire, left, left.hop(), BEYOND, account, reason) && left.hop() != null) {
      end(wire, left, null, BEYOND + 1, account, reason);
    }
  }

  private static boolean end(
      Wire wire,
      DialogIdentity left,
      @Nullable String hop,
      long ahead,
      Trunk.@Nullable Access account,
      String reason) {
    try {
      SipDialog dialog = SipDialog.of(wire, further(left, hop, ahead));
      Request bye = dialog.next(Request.BYE);
      bye.addHeader(Reasons.header(503, reason));
      new LeftDialog(wire, dialog, account).send(bye);
      return true;
    } catch (ParseException | SipException | RuntimeException e) {
      LOG.log(System.Logger.Level.INFO, "a dialog left open got no BYE: {0}", e.getMessage());
      return false;
    }
  }

  private static DialogIdentity further(DialogIdentity it, @Nullable String hop, long ahead) {
    return new DialogIdentity(
        it.callId(),
        it.localUri(),
        it.localTag(),
        it.remoteUri(),
        it.remoteTag(),
        it.remoteTarget(),
        it.routeSet(),
        it.localSequence() + ahead,
        it.transport(),
        hop);
  }

  private synchronized void send(Request request) throws SipException {
    bye = request;
    wire.send(request, way, this);
  }

  @Override
  public synchronized void responded(Response response, @Nullable ClientTransaction transaction) {
    Request refused = bye;
    if (refused == null || Fields.sequence(response) != Fields.sequence(refused)) {
      return;
    }
    Optional<Credentials> next = proofs.answer(response, account);
    if (next.isEmpty()) {
      return;
    }
    proofs = next.get();
    try {
      Request again = dialog.again(refused);
      proofs.prove(again, account);
      send(again);
    } catch (ParseException | SipException e) {
      LOG.log(System.Logger.Level.INFO, "a dialog left open stays so: {0}", e.getMessage());
    }
  }

  @Override
  public void timedOut(ClientTransaction transaction) {}
}
