package org.meterline.telephony.call;

import com.fasterxml.uuid.Generators;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.recording.Recorded;
import org.meterline.telephony.recording.Recorder;
import org.meterline.telephony.recording.Recording;
import org.meterline.telephony.recording.RecordingSpec;

/**
 * The recordings of a call. Each is at a leg, and goes on over holds and transfers as long as that
 * leg is there; several run at once. The call's last fact waits for their files.
 */
final class Recordings {
  /** Within it a slow disk reads hours of audio again for their digest. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  static final List<Prompt> BEEP = List.of(new Prompt.Tone(1000, -12, Duration.ofMillis(250)));

  private final Call call;
  private final Map<UUID, Open> open = new LinkedHashMap<>();
  private long giveUp;

  private static final class Open {
    final CallLeg leg;
    final Verb.Take take;
    final Recording recording;
    final Consumer<Recorded> ended;

    /** The leg whose audio it hears; another than {@link #leg} when that was transferred away. */
    CallLeg at;

    Recording put;
    boolean paused;
    boolean masked;

    Open(CallLeg leg, Verb.Take take, Recording recording, Consumer<Recorded> ended) {
      this.leg = leg;
      this.take = take;
      this.recording = recording;
      this.ended = ended;
      this.at = leg;
      this.put = recording;
    }
  }

  Recordings(Call call) {
    this.call = call;
  }

  /** Begins one that goes on beside everything else. */
  void start(Verb.Take take, Consumer<Outcome<?>> reply) {
    CallLeg leg = take.end() == null ? call.first : call.legs.at(take.end()).orElse(null);
    if (leg == null) {
      reply.accept(new Outcome.Refused<>(Refusals.UNKNOWN_LEG));
      return;
    }
    UUID id = Generators.timeBasedEpochGenerator().generate();
    Refusal why = begin(id, take, leg, ended -> {});
    if (why != null) {
      reply.accept(new Outcome.Refused<>(why));
      return;
    }
    if (take.beep()) {
      beep(leg);
      if (take.end() == null) {
        call.legs.at(Verb.End.Side.CALLEE).ifPresent(this::beep);
      }
    }
    reply.accept(new Outcome.Done<>(new Verb.RecordingStarted(id)));
  }

  private void beep(CallLeg leg) {
    if (leg.up() && leg.media != null) {
      leg.media.overlay(call.nextPlay(), BEEP, 0);
    }
  }

  /**
   * Begins one.
   *
   * @param ended told of its end
   * @return why it cannot be
   */
  @Nullable Refusal begin(UUID id, Verb.Take take, CallLeg leg, Consumer<Recorded> ended) {
    return begin(id, take, null, leg, ended);
  }

  /**
   * The same on the ground of a rule.
   *
   * @param basis null: somebody asks for it
   */
  @Nullable Refusal begin(
      UUID id,
      Verb.Take take,
      @Nullable RecordingBasis basis,
      CallLeg leg,
      Consumer<Recorded> ended) {
    MediaPlane.MediaLeg audio = leg.media;
    if (audio == null || leg.over()) {
      return Refusals.NO_AUDIO;
    }
    String path = path(id);
    try {
      Recording recording =
          call.ports
              .media()
              .recorder()
              .begin(
                  new RecordingSpec(id, path, take.stereo(), take.longest(), take.silence()),
                  recorded -> call.post(new Message.RecordingOver(recorded)));
      Open one = new Open(leg, take, recording, ended);
      if (take.end() == null && leg != call.first) {
        one.put = recording.fromBeyond(); // the caller has left
      }
      audio.record(one.put);
      open.put(id, one);
    } catch (Recorder.NoRoom e) {
      return Refusals.cannotRecord(e.code(), String.valueOf(e.getMessage()));
    }
    call.record.recordingBegan(id, leg, take, basis, path);
    tell(id, leg, "started", null);
    return null;
  }

  /** A tenant's folder is called as its domain is, and each day has one in it. */
  private String path(UUID id) {
    String domain = call.domain.name().toLowerCase(Locale.ROOT);
    String folder =
        domain.matches("[a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)*")
            ? domain
            : "x" + HexFormat.of().formatHex(domain.getBytes(StandardCharsets.UTF_8));
    return folder
        + "/"
        + call.ports.time().instant().atOffset(ZoneOffset.UTC).toLocalDate()
        + "/"
        + id
        + ".wav";
  }

  /** Does something with one that runs, or with all. */
  @Nullable Refusal change(Verb.ChangeRecording verb) {
    UUID wanted = verb.recording();
    if (wanted != null && !open.containsKey(wanted)) {
      return Refusals.UNKNOWN_RECORDING;
    }
    if (wanted != null && isKept(wanted, verb.change())) {
      return Refusals.RECORDING_REQUIRED;
    }
    for (Map.Entry<UUID, Open> each : List.copyOf(open.entrySet())) {
      if (wanted == null ? !isKept(each.getKey(), verb.change()) : wanted.equals(each.getKey())) {
        change(each.getKey(), each.getValue(), verb.change());
      }
    }
    return null;
  }

  /** What must be recorded is masked, but neither left out nor ended. */
  private boolean isKept(UUID id, Verb.RecordingChange change) {
    return (change == Verb.RecordingChange.PAUSE || change == Verb.RecordingChange.STOP)
        && call.byRule.requires(id);
  }

  private void change(UUID id, Open one, Verb.RecordingChange change) {
    switch (change) {
      case PAUSE, RESUME -> pause(id, one, change == Verb.RecordingChange.PAUSE);
      case MASK, UNMASK -> mask(id, one, change == Verb.RecordingChange.MASK);
      case STOP -> one.recording.stop(Recorded.Reason.STOPPED);
    }
  }

  /** What it is already it does not become. */
  private void pause(UUID id, Open one, boolean on) {
    if (one.paused == on) {
      return;
    }
    one.paused = on;
    if (on) {
      one.recording.pause();
    } else {
      one.recording.resume();
    }
    changed(id, one, on ? "paused" : "resumed");
  }

  private void mask(UUID id, Open one, boolean on) {
    if (one.masked == on) {
      return;
    }
    one.masked = on;
    if (on) {
      one.recording.mask();
    } else {
      one.recording.unmask();
    }
    changed(id, one, on ? "masked" : "unmasked");
  }

  private void changed(UUID id, Open one, String what) {
    call.record.note("recording " + what, id.toString());
    tell(id, one.leg, what, null);
  }

  private void tell(UUID id, CallLeg leg, String what, @Nullable Recorded end) {
    call.told.recording(new CallEvents.Detail.Recording(id, leg.id, what, end));
  }

  void stop(UUID id, String reason) {
    Open one = open.get(id);
    if (one != null) {
      one.recording.stop(reason);
    }
  }

  /** A digit was pressed at a leg. */
  void digit(CallLeg leg, char digit) {
    for (Open each : List.copyOf(open.values())) {
      if (each.leg == leg && each.take.stopOn().indexOf(digit) >= 0) {
        each.recording.stop(Recorded.Reason.DIGIT);
      }
    }
  }

  /** The leg is gone, and with it what was recorded there; but a call's goes on while it lives. */
  void over(CallLeg leg) {
    boolean live = call.state().live();
    CallLeg stays = live ? stays(leg) : null;
    boolean isWaitedFor = live && call.junction.joined() && call.referrals.pending();
    for (Open each : List.copyOf(open.values())) {
      if (each.at != leg) {
        continue;
      }
      if (each.take.end() == null && stays != null && stays.up() && stays.media != null) {
        move(each, stays, stays.media);
      } else if (each.take.end() != null || !isWaitedFor) {
        each.recording.stop(Recorded.Reason.HUNG_UP);
      }
    }
  }

  /** Somebody has come in the place of one who had left before. */
  void comes(CallLeg leg) {
    MediaPlane.MediaLeg audio = leg.media;
    for (Open each : List.copyOf(open.values())) {
      if (audio != null && each.take.end() == null && each.at.over()) {
        move(each, leg, audio);
      }
    }
  }

  /**
   * Who goes on talking when that leg is gone; null if nobody does. Another one may have its place
   * by now.
   */
  private @Nullable CallLeg stays(CallLeg leg) {
    CallLeg opposite = call.legs.opposite(leg);
    CallLeg talks = call.legs.talking();
    return opposite == null && talks != leg ? talks : opposite;
  }

  /** What who was called hears is what comes in the caller's place. */
  private void move(Open one, CallLeg to, MediaPlane.MediaLeg audio) {
    if (one.at.media != null) {
      one.at.media.release(one.put);
    }
    one.at = to;
    one.put = to == call.first ? one.recording : one.recording.fromBeyond();
    audio.record(one.put);
  }

  /** One is over, and its file is whole. */
  void ended(Recorded recorded) {
    Open one = open.remove(recorded.id());
    if (one == null) {
      return;
    }
    if (one.at.media != null) {
      one.at.media.release(one.put);
    }
    call.record.recordingEnded(recorded);
    tell(recorded.id(), one.leg, "ended", recorded);
    one.ended.accept(recorded);
    if (open.isEmpty()) {
      call.elsewhere.forget(giveUp);
    }
  }

  boolean anyOpen() {
    return !open.isEmpty();
  }

  /** The call ends: a disk that hangs does not keep it. */
  void callEnded() {
    for (Open each : List.copyOf(open.values())) {
      if (each.at.over()) {
        each.recording.stop(Recorded.Reason.HUNG_UP); // nobody came; the first reason counts
      }
    }
    if (!open.isEmpty()) {
      giveUp = call.elsewhere.after(true, PATIENCE, this::giveUp);
    }
  }

  /** Their files are waited for no longer. */
  void giveUp() {
    for (UUID each : List.copyOf(open.keySet())) {
      ended(
          new Recorded(
              each,
              Recorded.Reason.WRITE_FAILED,
              Duration.ZERO,
              0,
              "",
              Duration.ZERO,
              Duration.ZERO));
    }
  }
}
