package org.meterline.web.event;

import com.fasterxml.uuid.Generators;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.CallSummary;
import org.meterline.ejb.record.Happening;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.web.record.CallSummaryView;

/** Something that happened, as CloudEvents 1.0 has it. */
record CloudEvent(
    String specversion,
    UUID id,
    String source,
    String type,
    Instant time,
    String subject,
    Object data) {

  /** A registration that came or went. */
  record PhoneData(UUID phoneId, String user, String contact) {}

  /** A wallet to be read again. */
  record WalletData(UUID walletId) {}

  /** What the caller is told, if it is for their eyes. */
  static Optional<CloudEvent> of(
      Happening happening, Caller caller, CallRecords calls, InstantSource clock) {
    return switch (happening) {
      case Happening.CallChanged changed when changed.call().mayBeSeenBy(caller) ->
          Optional.of(
              of(
                  changed.first() ? "call.began" : "call.changed",
                  changed.call().at(),
                  changed.call().id().toString(),
                  CallSummaryView.of(CallSummary.of(changed.call(), clock.instant()))));
      case Happening.CallChanged others -> Optional.empty();
      case Happening.CallRecorded recorded ->
          calls
              .summaryIfAny(caller, recorded.call())
              .map(
                  call ->
                      of(
                          "call.ended",
                          clock.instant(),
                          call.id().toString(),
                          CallSummaryView.of(call)));
      case Happening.PhoneRegistered phone ->
          sees(caller, phone.wallet(), Role.ADMIN, Role.AGENT)
              ? Optional.of(
                  of(
                      phone.registered() ? "phone.registered" : "phone.unregistered",
                      clock.instant(),
                      phone.phone().toString(),
                      new PhoneData(phone.phone(), phone.user(), phone.contact())))
              : Optional.empty();
      case Happening.WalletChanged wallet ->
          sees(caller, wallet.wallet(), Role.ADMIN, Role.FINANCE)
              ? Optional.of(
                  of(
                      "wallet.changed",
                      clock.instant(),
                      wallet.wallet().toString(),
                      new WalletData(wallet.wallet())))
              : Optional.empty();
    };
  }

  private static boolean sees(
      Caller caller, @org.jspecify.annotations.Nullable UUID wallet, Role... roles) {
    return caller.is(roles)
        || (caller.is(Role.PAYER) && wallet != null && wallet.equals(caller.wallet()));
  }

  private static CloudEvent of(String type, Instant time, String subject, Object data) {
    return new CloudEvent(
        "1.0",
        Generators.timeBasedEpochGenerator().generate(),
        "/meterline",
        type,
        time,
        subject,
        data);
  }
}
