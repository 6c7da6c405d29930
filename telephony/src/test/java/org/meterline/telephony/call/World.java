package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkChoice;

/**
 * A world in memory around one call: a second implementation of every port, a clock the test moves,
 * and one thread. Here its story is told: what somebody does, and what came of it.
 */
final class World {
  static final Domain HARBOUR = new Domain("harbour.example");
  static final Sdp OFFER = new Sdp("offer");

  Answer admission = granted(10, false);
  IntFunction<Answer> extension = sequence -> granted(10 + 10 * sequence, false);

  private final OneThread thread = new OneThread(message -> call().on(message));
  private final MovedClock clock = new MovedClock();
  final Effects effects = new Effects();
  final ScriptedDirectory directory = new ScriptedDirectory(effects);
  final FakePlane plane = new FakePlane(effects, thread);
  final FakeJournal journal = new FakeJournal(effects, thread);
  final FakePrograms programs = new FakePrograms(effects);
  private final FakeSignalling signalling = new FakeSignalling(effects);
  private final FakeEvents events = new FakeEvents(effects);
  private final FakeAuthority authority =
      new FakeAuthority(effects, () -> admission, sequence -> extension.apply(sequence));

  final TrunkChoice choice = new TrunkChoice(clock::nanos, Duration.ofSeconds(30));
  final List<String> log = effects.log;
  final List<CallFact> facts = journal.facts;
  final List<CallEvents.Snapshot> seen = events.seen;
  final List<CallEvents.Detail> happened = events.happened;
  final List<FakeLeg> invited = signalling.invited;
  final List<FakeAudio> audio = plane.audio;
  final Map<String, Destination> numbers = directory.numbers;
  final Map<String, List<Invitation.Target>> phones = directory.phones;
  final List<Trunk> trunks = directory.trunks;
  final List<CallAuthority.Ask> asks = authority.asks;
  private final Belonging belonging = new Belonging();
  CallTimings timings = CallTimings.USUAL.withFarewell(Duration.ZERO);

  /** While true, questions to the authority stay unanswered; see {@link #thaw}. */
  boolean hanging;

  private final Deque<Runnable> hung = new ArrayDeque<>();
  @Nullable Call call;

  /** Why the last call that was asked for was not begun. */
  Optional<Refusal> refusal = Optional.empty();

  final FakeLeg caller = new FakeLeg(LegId.mint(), "caller", effects, this::callerSays);

  World() {
    numbers.put("102", new Destination.Phone(HARBOUR, "102"));
    numbers.put("103", new Destination.Phone(HARBOUR, "103"));
    numbers.put("500", program());
    numbers.put("112", new Destination.Emergency(HARBOUR, "112"));
    numbers.put("+49301", new Destination.Outside(HARBOUR, new E164("+49301")));
    phone("102", 5070);
    trunks.add(new Trunk("one", "127.0.0.1", 5090, "udp", List.of("")));
    trunks.add(new Trunk("two", "127.0.0.1", 5091, "udp", List.of("")));
    directory.emergencyTrunks.add(trunks.getFirst());
  }

  static Granted granted(long seconds, boolean last) {
    return new Granted(
        Duration.ofSeconds(seconds), last, Duration.ofSeconds(4), List.of("one", "two"), "wallet");
  }

  static CallAuthority.Refused refused(String code, int status) {
    return new CallAuthority.Refused(new Refusal(code, "because of " + code, status, false));
  }

  static Destination.Program program() {
    return new Destination.Program(
        HARBOUR,
        UUID.randomUUID(),
        UUID.randomUUID(),
        "greeter",
        Path.of("/program"),
        true,
        Map.of("COLOUR", "blue"),
        Duration.ofSeconds(5));
  }

  /** A rule of the tenant's has all calls recorded, told in Meterline's own words. */
  World records(RecordingRule.Consent consent, RecordingRule.Told told, boolean required) {
    directory.rules.add(
        new RecordingRule(
            UUID.randomUUID(),
            new RecordingRule.Scope.Tenant(),
            RecordingRule.Ways.BOTH,
            true,
            consent,
            told,
            required,
            null));
    return this;
  }

  Call call() {
    Call found = call;
    if (found == null) {
      throw new IllegalStateException("no call yet");
    }
    return found;
  }

  World dials(String dialled) {
    return dials(dialled, OFFER);
  }

  World dials(String dialled, @Nullable Sdp offer) {
    return comesIn(
        new Origin.Phone(HARBOUR, "101"),
        new Signalling.Introduction(dialled, "101", "Anna", false, null),
        offer);
  }

  World comesIn(Origin from, Signalling.Introduction introduction) {
    return comesIn(from, introduction, OFFER);
  }

  private World comesIn(Origin from, Signalling.Introduction introduction, @Nullable Sdp offer) {
    call =
        new Call(
            CallId.mint(),
            ports(),
            "node",
            new Beginning.Invite(
                caller,
                from,
                HARBOUR,
                numbers.getOrDefault(
                    introduction.dialled(), new Destination.Unknown("no such extension")),
                introduction),
            thread::post,
            new NoControl());
    thread.post(new Message.Begin(offer, List.of()));
    settle();
    return this;
  }

  /**
   * Another call of the same node, by this phone.
   *
   * @param place whose it wants; null: who is dialled
   */
  Beside beside(String user, String dialled, Signalling.@Nullable Replaced place) {
    return new Beside(user, dialled, place);
  }

  /** A call beside the other one. */
  final class Beside {
    final FakeLeg caller;
    final Call call;
    final FakeAudio audio;

    private Beside(String user, String dialled, Signalling.@Nullable Replaced place) {
      Call[] made = new Call[1];
      caller =
          new FakeLeg(
              LegId.mint(),
              "other caller",
              effects,
              event -> on(made[0], new Message.Sip(attempt(made[0]), event)));
      made[0] =
          new Call(
              CallId.mint(),
              ports(),
              "node",
              new Beginning.Invite(
                  caller,
                  new Origin.Phone(HARBOUR, user),
                  HARBOUR,
                  numbers.getOrDefault(dialled, new Destination.Unknown("no such extension")),
                  new Signalling.Introduction(dialled, user, null, false, null),
                  place),
              message -> on(made[0], message),
              new NoControl());
      call = made[0];
      int before = plane.audio.size();
      on(call, new Message.Begin(OFFER, List.of()));
      settle();
      audio = plane.audio.get(before);
    }

    private Attempt attempt(Call of) {
      return Objects.requireNonNull(of.callerSide.leg().attempt);
    }

    private boolean on(Call of, Message message) {
      thread.elsewhere(() -> of.on(message));
      return of.state() != CallState.ENDED;
    }
  }

  /** Another phone that can be called. */
  World phone(String user, int port) {
    String contact = "sip:" + user + "@127.0.0.1:" + port;
    phones.put(user, List.of(new Invitation.Target(contact, List.of(), "udp")));
    return this;
  }

  /** The call is over, with all its legs and their audio. */
  CallFact.Ended ended() {
    assertEquals(CallState.ENDED, call().state());
    assertTrue(invited.stream().allMatch(FakeLeg::closed));
    assertTrue(audio.stream().allMatch(a -> a.closed));
    return only(CallFact.Ended.class);
  }

  /** Somebody asks that {@code first} be called and then get {@code then}. */
  World asksFor(String first, String then) {
    return asksFor(request(first, null, then, null));
  }

  static CallRequest request(
      String first, @Nullable String shownFirst, String then, @Nullable String shownThen) {
    return new CallRequest(
        CallId.mint(),
        HARBOUR,
        null,
        "anna@harbour.example",
        new CallRequest.Party(first, shownFirst, Duration.ofSeconds(20)),
        new CallRequest.Party(then, shownThen, Duration.ofSeconds(30)),
        Map.of("basket", "50"));
  }

  World asksFor(CallRequest request) {
    refusal =
        new Orders(ports())
            .take(
                request,
                order -> {
                  call =
                      new Call(
                          request.call(), ports(), "node", order, thread::post, new NoControl());
                  call().tell();
                  thread.post(Message.Begin.ASKED);
                  return Optional.empty();
                });
    settle();
    return this;
  }

  CallPorts ports() {
    return new CallPorts(
        signalling,
        plane,
        directory,
        directory::contacts,
        choice,
        authority,
        journal,
        programs,
        events,
        this::ask,
        clock.time(),
        timings,
        belonging);
  }

  private void ask(Runnable question) {
    if (hanging) {
      hung.add(question);
    } else {
      thread.elsewhere(question);
    }
  }

  // --- Time and order

  /** Lets everything happen that can happen now. */
  void settle() {
    thread.settle();
  }

  /** Handles what is in the mailbox, but lets nothing happen elsewhere. */
  void settleMailbox() {
    thread.settleMailbox();
  }

  /** Lets the one thing happen elsewhere that is next, ahead of what is in the mailbox. */
  void otherCallsTurn() {
    thread.elsewhereNext();
  }

  void advance(Duration time) {
    clock.advance(time, thread::settle);
  }

  void advanceMillis(long millis) {
    advance(Duration.ofMillis(millis));
  }

  void seconds(long seconds) {
    advance(Duration.ofSeconds(seconds));
  }

  /** Answers what the authority was asked while it hung. */
  void thaw() {
    hanging = false;
    hung.forEach(thread::elsewhere);
    hung.clear();
    settle();
  }

  // --- What the test does as somebody

  private void callerSays(Signalling.Event event) {
    Attempt attempt = call().callerSide.leg().attempt;
    if (attempt == null) {
      throw new IllegalStateException("no attempt");
    }
    thread.post(new Message.Sip(attempt, event));
  }

  void callerHangsUp() {
    caller.says(new Signalling.Event.HungUp(!caller.answered, "bye"));
    settle();
  }

  FakeLeg callee() {
    return invited.getLast();
  }

  void calleeAnswers() {
    callee().says(new Signalling.Event.Answered(new Sdp("answer")));
    settle();
  }

  /** Whoever was called last answers. */
  World answered() {
    calleeAnswers();
    return this;
  }

  void calleeSays(Signalling.Event event) {
    callee().says(event);
    settle();
  }

  /** Posts a verb, as a program's control does; the list gets its outcome. */
  List<Outcome<?>> verb(Verb<?> verb) {
    return verb(verb, Duration.ofMinutes(10));
  }

  List<Outcome<?>> verb(Verb<?> verb, Duration deadline) {
    List<Outcome<?>> outcome = new ArrayList<>();
    thread.post(new Message.Run(verb, deadline, outcome::add));
    settle();
    return outcome;
  }

  void digit(char digit) {
    thread.post(new Message.Media(call().first, new MediaEvent.Digit(digit)));
    settle();
  }

  void post(Message message) {
    thread.post(message);
  }

  FakePrograms.FakeRun run() {
    FakePrograms.FakeRun running = programs.run;
    if (running == null) {
      throw new IllegalStateException("no program runs");
    }
    return running;
  }

  void programEnds(int status, String ending) {
    run().events.accept(new Programs.Event.Ended(status, ending, "said to stderr", "none"));
    settle();
  }

  // --- What the test looks at

  <F extends CallFact> List<F> facts(Class<F> kind) {
    return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <F extends CallFact> F only(Class<F> kind) {
    List<F> found = facts(kind);
    if (found.size() != 1) {
      throw new AssertionError("not one " + kind.getSimpleName() + " but " + found);
    }
    return found.getFirst();
  }

  CallFact.LegEnded ended(LegId leg) {
    return facts(CallFact.LegEnded.class).stream()
        .filter(each -> each.leg().equals(leg))
        .findFirst()
        .orElseThrow(() -> new AssertionError("leg not ended"));
  }

  CallFact.Ended ended(CallId call) {
    return facts(CallFact.Ended.class).stream()
        .filter(each -> each.call().equals(call))
        .findFirst()
        .orElseThrow(() -> new AssertionError("call not ended"));
  }

  /** What the caller heard over all else. */
  List<Prompt> overlaid() {
    return audio.getFirst().overlaid;
  }

  List<Prompt> played() {
    return audio.getFirst().played;
  }

  private record NoControl() implements CallControl {
    @Override
    public CallId call() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <R> Outcome<R> run(Verb<R> verb, Duration deadline) {
      throw new UnsupportedOperationException("tests post verbs themselves");
    }
  }
}
