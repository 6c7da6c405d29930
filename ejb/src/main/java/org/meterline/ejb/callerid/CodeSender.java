package org.meterline.ejb.callerid;

import com.fasterxml.uuid.Generators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.control.CallStarting;
import org.meterline.ejb.modem.ModemDoor;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.modem.ModemKind;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.modem.ModemState;
import org.meterline.telephony.speech.Saying;
import org.meterline.telephony.trunk.Trunk;

/** Brings a code to a number: a call says it twice, or a modem sends it. */
public final class CodeSender {
  private static final Duration RING = Duration.ofSeconds(45);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration BEFORE = Duration.ofSeconds(1);
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private final CallStarting calls;
  private final ModemDoor modems;
  private final CodeCarriers carriers;

  public CodeSender(CallStarting calls, ModemDoor modems, CodeCarriers carriers) {
    this.calls = calls;
    this.modems = modems;
    this.carriers = carriers;
  }

  /**
   * @param call that says it; null for a message
   * @param done empty when it is on its way, or why it is not
   */
  record Sent(@Nullable UUID call, CompletableFuture<Optional<String>> done) {}

  Sent send(Caller caller, E164 number, CallerId.Way way, String code, boolean sms) {
    List<Trunk> able =
        carriers.operators(caller.tenant()).stream()
            .filter(trunk -> trunk.enabled() && trunk.carries(number.digits()) >= 0)
            .toList();
    return way == CallerId.Way.CALL
        ? call(caller, number, code, able)
        : message(number, code, sms ? able : List.of());
  }

  private Sent call(Caller caller, E164 number, String code, List<Trunk> able) {
    if (able.isEmpty()) {
      throw noWay("No trunk of the operator's reaches this number.");
    }
    UUID id = Generators.timeBasedEpochGenerator().generate();
    Set<String> names = able.stream().map(Trunk::name).collect(Collectors.toSet());
    calls
        .originate(
            new CallRequest(
                new CallId(id),
                caller.tenant().domain(),
                null,
                caller.email(),
                new CallRequest.Party(
                    number.number(),
                    carriers.shown(caller.tenant()).map(E164::number).orElse(null),
                    RING),
                new CallRequest.Announcement("Code of a caller id", said(code), names),
                Map.of()))
        .ifPresent(
            why -> {
              throw new Refused(why.code(), why.retry() ? 503 : 422, why.reason(), why.retry());
            });
    return new Sent(id, CompletableFuture.completedFuture(Optional.empty()));
  }

  /** Slowly, so that it can be written down. */
  private static List<Prompt> said(String code) {
    List<Prompt> prompts = new ArrayList<>();
    prompts.add(new Prompt.Silence(BEFORE));
    for (int time = 0; time < 2; time++) {
      for (int i = 0; i < code.length(); i++) {
        prompts.add(new Prompt.Spoken(new Saying.Digits(code.substring(i, i + 1)), null, null));
        prompts.add(new Prompt.Silence(PAUSE));
      }
      prompts.add(new Prompt.Silence(BETWEEN));
    }
    return prompts;
  }

  private Sent message(E164 number, String code, List<Trunk> able) {
    ModemSignalling here =
        modems.modems().orElseThrow(() -> noWay("No modem of this server is ready."));
    Set<String> ready =
        here.statuses().stream()
            .filter(
                status -> status.state() == ModemState.READY && status.kind() == ModemKind.CELLULAR)
            .map(status -> status.name())
            .collect(Collectors.toSet());
    Trunk modem =
        able.stream()
            .filter(trunk -> !trunk.speaksSip() && ready.contains(trunk.host()))
            .findFirst()
            .orElseThrow(() -> noWay("No modem of the operator's can send there now."));
    return new Sent(
        null, here.send(modem.host(), number.number(), "Meterline: your code is " + code));
  }

  private static Refused noWay(String why) {
    return new Refused("no-way-there", 422, why, false);
  }
}
