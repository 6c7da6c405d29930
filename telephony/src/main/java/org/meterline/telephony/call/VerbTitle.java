package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;

/** A verb in the few words that stand on the ladder. */
final class VerbTitle {
  private VerbTitle() {}

  static String of(Verb<?> verb) {
    return switch (verb) {
      case Verb.Answer answer -> "Answer";
      case Verb.Status status -> "Channel status";
      case SoundVerb.Play play -> "Play " + prompts(play.prompts());
      case SoundVerb.PlayOver play -> "Play over the talk " + prompts(play.prompts());
      case SupervisionVerb.Supervise supervise ->
          "Supervise from "
              + supervise.to().dialled()
              + ": "
              + supervise.mode().name().toLowerCase(Locale.ROOT);
      case SupervisionVerb.ChangeSupervision change ->
          "Supervise: " + change.mode().name().toLowerCase(Locale.ROOT);
      case SupervisionVerb.StopSupervision stop -> "Supervise no more";
      case SoundVerb.Say say -> "Say " + said(say.what());
      case SoundVerb.WaitDigit wait -> "Wait for a digit" + atMost(wait.timeout());
      case SoundVerb.Gather gather ->
          "Ask for digits" + (gather.prompts().isEmpty() ? "" : ": " + prompts(gather.prompts()));
      case Verb.Wait wait -> "Wait " + seconds(wait.time());
      case Verb.Dial dial ->
          "Dial "
              + dial.to().stream()
                  .map(Verb.To::dialled)
                  .collect(Collectors.joining(dial.inTurn() ? ", then " : " & "));
      case Verb.Ring ring -> "Ring";
      case Verb.Progress progress -> "Open the audio";
      case Verb.Reject reject -> "Reject with " + reject.status();
      case Verb.Redirect redirect -> "Send on to " + redirect.to();
      case SoundVerb.PausePlay pause -> "Pause";
      case SoundVerb.ResumePlay resume -> "Resume";
      case SoundVerb.SeekPlay seek -> "Seek " + seconds(seek.position());
      case SoundVerb.StopPlay stop -> "Stop";
      case SoundVerb.SendDigits send -> "Send digits " + send.digits();
      case Verb.Hold hold -> "Hold";
      case Verb.Unhold unhold -> "Unhold";
      case Verb.Bridge bridge -> "Bridge";
      case Verb.Unbridge unbridge -> "Unbridge";
      case Verb.Transfer transfer -> "Transfer to " + transfer.to().dialled();
      case Verb.Refer refer -> "Refer to " + refer.to();
      case Verb.Join join -> "Join with call " + join.other();
      case Verb.RunProgram run -> "Run program " + run.dialled();
      case Verb.SetCallerId(String number, String name) ->
          "Set caller id "
              + Stream.of(name, number).filter(Objects::nonNull).collect(Collectors.joining(" "));
      case Verb.SetVariable set -> "Set " + set.name();
      case Verb.GetVariable get -> "Get " + get.name();
      case Verb.Note note -> "Note";
      case Verb.StartRecording start -> "Record";
      case Verb.TakeMessage take -> "Record a message";
      case Verb.ChangeRecording change ->
          "Recording: " + change.change().name().toLowerCase(Locale.ROOT);
      case Verb.HangUp hangUp -> "Hang up";
    };
  }

  /** What a verb that was done has to tell. */
  static String outcome(Object value) {
    return switch (value) {
      case Verb.Nothing nothing -> "done";
      case Verb.Channel channel ->
          channel.state() + (channel.answered() ? ", answered" : ", not answered");
      case SoundVerb.Played played ->
          played.digit().map(digit -> "stopped by " + digit).orElse("played to its end")
              + (played.skipped().isEmpty() ? "" : ", without " + played.skipped().size());
      case SoundVerb.Gathered gathered ->
          (gathered.digits().isEmpty() ? "no digits" : "digits " + gathered.digits())
              + (gathered.timedOut() ? ", the time was over" : "")
              + (gathered.accepted() ? "" : ", not what was wanted");
      case Verb.Dialled dialled ->
          "%s: %d %s, talked %s"
              .formatted(
                  dialled.status(),
                  dialled.sipStatus(),
                  dialled.reason(),
                  seconds(dialled.talk().map(Verb.Talk::talked).orElse(Duration.ZERO)));
      case SupervisionVerb.Supervised supervised -> "leg " + supervised.leg();
      case Verb.RecordingStarted started -> "recording " + started.recording();
      case Verb.MessageTaken taken -> "recorded " + seconds(taken.length()) + ", " + taken.reason();
      case Optional<?> some -> some.map(String::valueOf).orElse("nothing");
      default -> String.valueOf(value);
    };
  }

  private static String prompts(List<Prompt> prompts) {
    return prompts.stream().map(VerbTitle::prompt).collect(Collectors.joining(", "));
  }

  private static String prompt(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Named named -> named.name();
      case Prompt.Own own -> "sound " + own.name();
      case Prompt.Spoken spoken -> "saying " + said(spoken.what());
      case Prompt.Remote remote -> Objects.toString(remote.address().getHost(), "the web");
      case Prompt.File file -> Objects.toString(file.path().getFileName(), "a file");
      case Prompt.Silence silence -> "silence";
      case Prompt.Tone tone -> "tone " + tone.hertz() + " Hz";
      case Prompt.Chord chord -> "tones " + chord.hertz() + " Hz";
    };
  }

  /** What may be long, or somebody's own, is not written out. */
  private static String said(Saying what) {
    return switch (what) {
      case Saying.Text text -> "a text";
      case Saying.Digits digits -> "digits";
      case Saying.Letters letters -> "letters";
      case Saying.Phonetic letters -> "letters";
      case Saying.Cardinal number -> "a number";
      case Saying.Ordinal number -> "a number";
      case Saying.Date date -> "a date";
      case Saying.Time time -> "a time";
      case Saying.Moment moment -> "a date and time";
      case Saying.Length length -> "how long";
      case Saying.Money money -> "an amount of money";
    };
  }

  private static String atMost(Duration time) {
    return time.compareTo(Duration.ofDays(1)) > 0 ? "" : ", " + seconds(time);
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0
        ? time.toSeconds() + " s"
        : "%.1f s".formatted(time.toMillis() / 1e3);
  }
}
