package org.meterline.web.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.Operation;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.SupervisionVerb;
import org.meterline.telephony.call.Verb;

/**
 * Something that is done with a call.
 *
 * @param state {@code running}, {@code done}, {@code cut} by the call's end, {@code late} when its
 *     time was over, or {@code refused}
 * @param code of a refusal, or {@code reason} for people
 * @param result what it came to, or had come to when it was cut
 */
public record OperationView(
    UUID id,
    UUID callId,
    String verb,
    String state,
    @Nullable String code,
    @Nullable String reason,
    Map<String, Object> result) {

  public static OperationView of(Operation operation) {
    return switch (operation.outcome()) {
      case null -> view(operation, "running", null, Map.of());
      case Outcome.Done<?>(Object value) -> view(operation, "done", null, result(value));
      case Outcome.Cut<?>(Outcome.By by, Optional<?> soFar) ->
          view(
              operation,
              by == Outcome.By.HANG_UP ? "cut" : "late",
              null,
              soFar.map(OperationView::result).orElse(Map.of()));
      case Outcome.Refused<?>(Refusal why) -> view(operation, "refused", why, Map.of());
    };
  }

  private static OperationView view(
      Operation operation, String state, @Nullable Refusal why, Map<String, Object> result) {
    return new OperationView(
        operation.id(),
        operation.call(),
        operation.verb(),
        state,
        why == null ? null : why.code(),
        why == null ? null : why.detail(),
        result);
  }

  private static Map<String, Object> result(Object value) {
    Map<String, Object> result = new LinkedHashMap<>();
    switch (value) {
      case SoundVerb.Played(Optional<Character> digit, var position, var skipped) -> {
        digit.ifPresent(each -> result.put("digit", each.toString()));
        result.put("positionMillis", position.toMillis());
        if (!skipped.isEmpty()) {
          result.put("skipped", skipped);
        }
      }
      case SoundVerb.Gathered(String digits, boolean timedOut, boolean accepted) -> {
        result.put("digits", digits);
        result.put("timedOut", timedOut);
        result.put("accepted", accepted);
      }
      case Verb.Dialled(
              String status,
              int sipStatus,
              int cause,
              String reason,
              Optional<Verb.Talk> talk,
              @Nullable Refusal refusal) -> {
        result.put("status", status);
        result.put("sipStatus", sipStatus);
        result.put("cause", cause);
        result.put("reason", reason);
        if (refusal != null) {
          result.put("refusal", CallRefusalView.of(NamedRefusal.of(refusal)));
        }
        talk.ifPresent(
            each -> {
              result.put("dialled", each.dialled());
              result.put("talkedMillis", each.talked().toMillis());
            });
      }
      case SupervisionVerb.Supervised(var leg) -> result.put("legId", leg.toString());
      case Verb.RecordingStarted(UUID recording) -> result.put("recordingId", recording);
      default -> {}
    }
    return result;
  }
}
