package org.meterline.ejb.record;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.TextMessage;
import org.meterline.telephony.trunk.Health;

/** Something that those who watch a tenant are told. Nothing depends on its arrival. */
public sealed interface Happening {
  UUID tenant();

  /** A call began, changed its state, or ended; its record may not be written yet. */
  record CallChanged(LiveCall call, boolean first) implements Happening {
    @Override
    public UUID tenant() {
      return call.tenant();
    }
  }

  /**
   * A leg of a call changed its state, or a digit was pressed.
   *
   * @param call as it was then
   */
  record CallDetail(LiveCall call, Instant at, CallEvents.Detail detail) implements Happening {
    @Override
    public UUID tenant() {
      return call.tenant();
    }
  }

  /**
   * What somebody had done with a call is over.
   *
   * @param call as it was when it began
   */
  record OperationEnded(LiveCall call, Operation operation, Instant at) implements Happening {
    @Override
    public UUID tenant() {
      return call.tenant();
    }
  }

  /**
   * Help is called for; told to the tenant and to the operator.
   *
   * @param call as it was then
   */
  record EmergencyCalled(UUID tenant, LiveCall call, Instant at, CallEvents.Detail.Emergency what)
      implements Happening {}

  /** What happened before cannot be told any more. */
  record Missed(UUID tenant) implements Happening {}

  /** The record of a call that is over has been committed. */
  record CallRecorded(UUID tenant, UUID call) implements Happening {}

  /**
   * @param wallet whose phone it is, if anybody's
   */
  record PhoneRegistered(
      UUID tenant,
      UUID phone,
      String user,
      String contact,
      boolean registered,
      @Nullable UUID wallet)
      implements Happening {}

  /** Nothing is taken from a source any more; told to the operator. */
  record SourceBanned(UUID tenant, Ban ban) implements Happening {}

  /**
   * A trunk went down, or came back; told to whose it is.
   *
   * @param tenant whose trunk it is; the operator's book for the operator's
   */
  record TrunkChanged(UUID tenant, UUID trunk, String name, Health.Seen seen, Instant at)
      implements Happening {}

  /** A modem is in another state, or its memory is full, or no more; told to the operator. */
  record ModemChanged(UUID tenant, ModemStatus modem, Instant at) implements Happening {}

  /** A text message came to a modem; told to the operator. */
  record MessageReceived(UUID tenant, ModemStatus modem, TextMessage message, Instant at)
      implements Happening {}

  /** A wallet's balance or holds changed. */
  record WalletChanged(UUID tenant, UUID wallet) implements Happening {}

  /**
   * A limit was reached, for the first time in the hour, or a destination was called that nobody
   * has approved yet.
   *
   * @param type {@code limit.reached} or {@code destination.asked}
   * @param subject the call, or the destination
   * @param data JSON
   */
  record LimitNews(UUID tenant, String type, String subject, String data) implements Happening {}
}
