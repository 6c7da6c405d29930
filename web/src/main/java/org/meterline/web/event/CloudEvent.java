package org.meterline.web.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.CallSummary;
import org.meterline.ejb.record.Happened;
import org.meterline.ejb.record.Happening;
import org.meterline.ejb.record.LiveCall;
import org.meterline.ejb.record.Operation;
import org.meterline.ejb.tenant.Role;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.TextMessage;
import org.meterline.telephony.trunk.Health;
import org.meterline.web.control.OperationView;
import org.meterline.web.modem.MessageView;
import org.meterline.web.modem.ModemView;
import org.meterline.web.record.CallSummaryView;
import org.meterline.web.rest.Json;

/** Something that happened, as CloudEvents 1.0 has it. */
record CloudEvent(
    String specversion,
    String id,
    String source,
    String type,
    Instant time,
    String subject,
    Object data) {

  /** A registration that came or went. */
  record PhoneData(UUID phoneId, String user, String contact) {}

  /** A wallet to be read again. */
  record WalletData(UUID walletId) {}

  /** A source that nothing is taken from. */
  record BanData(String source, String reason, @Nullable Instant until) {}

  /** A trunk that went down or came back. */
  record TrunkData(UUID trunkId, String name, String state, String reason) {}

  /** A message that came to a modem. */
  record MessageData(String modem, String number, MessageView message) {}

  /** Who called for help, and where they are. */
  record EmergencyData(
      UUID callId,
      UUID tenantId,
      String caller,
      String number,
      String country,
      String place,
      String address) {}

  /** A leg's state. */
  record LegData(
      UUID callId, UUID legId, boolean incoming, String destination, String state, String reason) {}

  /** A digit that was pressed at a leg. */
  record DigitData(UUID callId, UUID legId, String digit) {}

  /**
   * A recording that began, changed or ended.
   *
   * @param reason why it ended, with what it came to; absent before
   */
  record RecordingData(
      UUID callId,
      UUID recordingId,
      UUID legId,
      @Nullable String reason,
      @Nullable Long millis,
      @Nullable Long bytes) {
    static RecordingData of(UUID call, CallEvents.Detail.Recording recording) {
      var end = recording.end();
      return new RecordingData(
          call,
          recording.recording(),
          recording.leg().value(),
          end == null ? null : end.reason(),
          end == null ? null : end.length().toMillis(),
          end == null ? null : end.bytes());
    }
  }

  /**
   * A rule asked for a recording.
   *
   * @param recordingId absent if it is not recorded
   * @param hindrance why not though all agreed
   */
  record RuledData(
      UUID callId,
      UUID ruleId,
      String because,
      String consent,
      @Nullable UUID recordingId,
      @Nullable String hindrance) {}

  /** What is to be done by the reader. */
  record MissedData(String reason) {}

  /** What the reader is told, if it is for their eyes. */
  static Optional<CloudEvent> of(
      Happened happened, Eyes eyes, CallRecords calls, InstantSource clock) {
    return of(happened.what(), eyes, calls, clock).map(event -> event.named(happened.id()));
  }

  private CloudEvent named(String name) {
    return new CloudEvent(specversion, name, source, type, time, subject, data);
  }

  private static Optional<CloudEvent> of(
      Happening happening, Eyes eyes, CallRecords calls, InstantSource clock) {
    var caller = eyes.caller();
    return switch (happening) {
      case Happening.CallDetail(LiveCall call, Instant at, CallEvents.Detail detail) ->
          eyes.see(call) ? Optional.of(of(call.id(), at, detail)) : Optional.empty();
      case Happening.OperationEnded(LiveCall call, Operation operation, Instant at) ->
          eyes.see(call)
              ? Optional.of(
                  of("operation.ended", at, operation.id().toString(), OperationView.of(operation)))
              : Optional.empty();
      case Happening.Missed missed ->
          Optional.of(
              of(
                  "stream.gap",
                  clock.instant(),
                  missed.tenant().toString(),
                  new MissedData("What happened before is not kept any more: read the lists")));
      case Happening.CallChanged changed when eyes.see(changed.call()) ->
          Optional.of(
              of(
                  changed.first() ? "call.began" : "call.changed",
                  changed.call().at(),
                  changed.call().id().toString(),
                  CallSummaryView.of(CallSummary.of(changed.call(), clock.instant()))));
      case Happening.CallChanged others -> Optional.empty();
      case Happening.CallRecorded recorded ->
          calls
              .summaryIfAny(caller, recorded.call(), eyes::own)
              .map(
                  call ->
                      of(
                          "call.ended",
                          clock.instant(),
                          call.id().toString(),
                          CallSummaryView.of(call)));
      case Happening.PhoneRegistered phone ->
          eyes.see(phone.wallet(), Role.ADMIN, Role.AGENT)
              ? Optional.of(
                  of(
                      phone.registered() ? "phone.registered" : "phone.unregistered",
                      clock.instant(),
                      phone.phone().toString(),
                      new PhoneData(phone.phone(), phone.user(), phone.contact())))
              : Optional.empty();
      case Happening.SourceBanned(UUID operator, Ban ban) ->
          caller.is(Role.ADMIN)
              ? Optional.of(
                  of(
                      "source.banned",
                      ban.since(),
                      ban.source().toString(),
                      new BanData(ban.source().toString(), ban.why(), ban.until())))
              : Optional.empty();
      case Happening.TrunkChanged(
              UUID tenant,
              UUID trunk,
              String name,
              Health.Seen seen,
              Instant at) ->
          caller.is(Role.ADMIN)
              ? Optional.of(
                  of(
                      "trunk.changed",
                      at,
                      trunk.toString(),
                      new TrunkData(trunk, name, lower(seen.state()), seen.reason())))
              : Optional.empty();
      case Happening.ModemChanged(UUID operator, ModemStatus modem, Instant at) ->
          caller.is(Role.ADMIN)
              ? Optional.of(of("modem.changed", at, modem.name(), ModemView.of(modem)))
              : Optional.empty();
      case Happening.MessageReceived(
              UUID operator,
              ModemStatus modem,
              TextMessage message,
              Instant at) ->
          caller.is(Role.ADMIN)
              ? Optional.of(
                  of(
                      "message.received",
                      at,
                      modem.name(),
                      new MessageData(modem.name(), modem.number(), MessageView.of(message))))
              : Optional.empty();
      case Happening.EmergencyCalled(
              UUID tenant,
              LiveCall call,
              Instant at,
              CallEvents.Detail.Emergency help) ->
          caller.is(Role.ADMIN, Role.AGENT)
              ? Optional.of(
                  of(
                      "emergency.called",
                      at,
                      call.id().toString(),
                      new EmergencyData(
                          call.id(),
                          call.tenant(),
                          help.caller(),
                          help.number(),
                          help.place().country(),
                          help.place().label(),
                          help.place().address())))
              : Optional.empty();
      case Happening.WalletChanged wallet ->
          eyes.see(wallet.wallet(), Role.ADMIN, Role.FINANCE)
              ? Optional.of(
                  of(
                      "wallet.changed",
                      clock.instant(),
                      wallet.wallet().toString(),
                      new WalletData(wallet.wallet())))
              : Optional.empty();
      case Happening.LimitNews news ->
          caller.is(Role.ADMIN, Role.FINANCE)
              ? Optional.of(of(news.type(), clock.instant(), news.subject(), json(news.data())))
              : Optional.empty();
    };
  }

  private static CloudEvent of(UUID call, Instant at, CallEvents.Detail detail) {
    return switch (detail) {
      case CallEvents.Detail.Leg leg ->
          of(
              "leg.changed",
              at,
              call.toString(),
              new LegData(
                  call,
                  leg.leg().value(),
                  leg.incoming(),
                  leg.destination(),
                  lower(leg.state()),
                  leg.reason()));
      case CallEvents.Detail.Emergency help ->
          of("emergency.called", at, call.toString(), help.number()); // told as its own happening
      case CallEvents.Detail.Digit(LegId leg, char digit) ->
          of(
              "digit.pressed",
              at,
              call.toString(),
              new DigitData(call, leg.value(), String.valueOf(digit)));
      case CallEvents.Detail.RecordingRuled ruled ->
          of(
              "recording.ruled",
              at,
              call.toString(),
              new RuledData(
                  call,
                  ruled.basis().rule(),
                  ruled.basis().because(),
                  ruled.basis().consent(),
                  ruled.recording(),
                  ruled.hindrance()));
      case CallEvents.Detail.Recording recording ->
          of(
              "recording." + recording.what(),
              at,
              call.toString(),
              RecordingData.of(call, recording));
    };
  }

  private static String lower(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("news that cannot be read", e);
    }
  }

  private static CloudEvent of(String type, Instant time, String subject, Object data) {
    return new CloudEvent("1.0", "", "/meterline", type, time, subject, data);
  }
}
