package org.meterline.telephony.call;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Quality;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkChoice;

/**
 * A world in memory around one call: a second implementation of every port, a clock the test moves,
 * and one thread. Every call to a port is counted, and the one a test names fails.
 */
final class World {
  static final Domain HARBOUR = new Domain("harbour.example");
  static final Sdp OFFER = new Sdp("offer");
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private record Due(long at, int order, Runnable action) {}

  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingInt(Due::order));
  private final Deque<Runnable> elsewhere = new ArrayDeque<>();
  private final Deque<Message> mailbox = new ArrayDeque<>();
  private long nanos = 1_000_000;
  private int order;

  /** The number of port calls up to now, and which of them fails (0: none). */
  int effects;

  int failing;

  /** What the next call to a port of this name fails with: something nobody catches. */
  @Nullable String fatal;

  final List<String> log = new ArrayList<>();
  final List<CallFact> facts = new ArrayList<>();
  final List<CallEvents.Snapshot> seen = new ArrayList<>();
  final List<FakeLeg> invited = new ArrayList<>();
  final List<FakeAudio> audio = new ArrayList<>();
  final Map<String, Destination> numbers = new HashMap<>();
  final Map<String, List<Signalling.Target>> phones = new HashMap<>();
  List<Trunk> trunks = new ArrayList<>();
  List<Trunk> emergencyTrunks = new ArrayList<>();
  CallTimings timings = CallTimings.USUAL.withFarewell(Duration.ZERO);
  boolean accepting = true;
  boolean durable = true;

  /** While true, the journal says nothing of what it is given. */
  boolean stalled;

  boolean ports = true;

  /** While true, questions to the authority stay unanswered; see {@link #thaw}. */
  boolean hanging;

  private final Deque<Runnable> hung = new ArrayDeque<>();
  Answer admission = granted(10, false);
  IntFunction<Answer> extension = sequence -> granted(10 + 10 * sequence, false);
  final List<CallAuthority.Ask> asks = new ArrayList<>();
  @Nullable Run run;
  @Nullable Call call;
  final FakeLeg caller = new FakeLeg(LegId.mint(), null);

  World() {
    numbers.put("102", new Destination.Phone(HARBOUR, "102"));
    numbers.put("103", new Destination.Phone(HARBOUR, "103"));
    numbers.put("500", program());
    numbers.put("112", new Destination.Emergency(HARBOUR, "112"));
    numbers.put("+49301", new Destination.Outside(HARBOUR, new E164("+49301")));
    phones.put("102", List.of(new Signalling.Target("sip:102@127.0.0.1:5070", List.of(), "udp")));
    trunks.add(new Trunk("one", "127.0.0.1", 5090, "udp", List.of("")));
    trunks.add(new Trunk("two", "127.0.0.1", 5091, "udp", List.of("")));
    emergencyTrunks.add(trunks.getFirst());
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

  /** Every call to a port passes here. */
  private synchronized void effect(String what) {
    effects++;
    log.add(what);
    if (what.equals(fatal)) {
      fatal = null;
      throw new LinkageError("the test breaks this: " + what);
    }
    if (effects == failing) {
      throw new IllegalStateException("the test lets this fail: " + what);
    }
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
            caller,
            from,
            HARBOUR,
            numbers.getOrDefault(
                introduction.dialled(), new Destination.Unknown("no such extension")),
            introduction,
            mailbox::add,
            new NoControl());
    mailbox.add(new Message.Arrived(offer, List.of()));
    settle();
    return this;
  }

  CallPorts ports() {
    return new CallPorts(
        new FakeSignalling(),
        new FakePlane(),
        new FakeDirectory(),
        (domain, user) -> {
          effect("contacts");
          return phones.getOrDefault(user, List.of());
        },
        new TrunkChoice(() -> nanos, Duration.ofSeconds(30)),
        new FakeAuthority(),
        new FakeStore(),
        this::startProgram,
        new FakeEvents(),
        question -> (hanging ? hung : elsewhere).add(question),
        new CallTime(() -> START.plusNanos(nanos), () -> nanos, this::after),
        timings);
  }

  // --- Time and order

  private Runnable after(Duration delay, Runnable action) {
    Due due = new Due(nanos + delay.toNanos(), order++, action);
    timers.add(due);
    return () -> timers.remove(due);
  }

  /** Lets everything happen that can happen now. */
  void settle() {
    while (!mailbox.isEmpty() || !elsewhere.isEmpty()) {
      Message next = mailbox.poll();
      if (next != null) {
        call().on(next);
      } else {
        elsewhere.remove().run();
      }
    }
  }

  /** Handles what is in the mailbox, but lets nothing happen elsewhere. */
  void settleMailbox() {
    while (!mailbox.isEmpty()) {
      call().on(mailbox.remove());
    }
  }

  void advance(Duration time) {
    long until = nanos + time.toNanos();
    Due next = timers.peek();
    while (next != null && next.at <= until) {
      timers.remove();
      nanos = Math.max(nanos, next.at);
      next.action.run();
      settle();
      next = timers.peek();
    }
    nanos = until;
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
    elsewhere.addAll(hung);
    hung.clear();
    settle();
  }

  // --- What the test does as somebody

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
    mailbox.add(new Message.Run(verb, deadline, outcome::add));
    settle();
    return outcome;
  }

  void digit(char digit) {
    mailbox.add(new Message.Media(call().incoming, new MediaEvent.Digit(digit)));
    settle();
  }

  void post(Message message) {
    mailbox.add(message);
  }

  Run run() {
    Run running = run;
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

  List<Prompt> played() {
    return audio.getFirst().played;
  }

  // --- The ports

  private final class FakeSignalling implements Signalling {
    @Override
    public Leg invite(Invitation invitation, Consumer<Event> events) {
      effect("invite " + invitation.targets().getFirst().uri());
      FakeLeg leg = new FakeLeg(invitation.leg(), events);
      leg.invitation = invitation;
      invited.add(leg);
      return leg;
    }

    @Override
    public void bye(DialogIdentity dialog, String reason) {
      effect("bye");
    }
  }

  /** A SIP leg that does what it is told and writes it down. */
  final class FakeLeg implements Signalling.Leg {
    private final LegId id;
    private final @Nullable Consumer<Signalling.Event> events;
    Signalling.@Nullable Invitation invitation;
    final List<String> did = new ArrayList<>();
    boolean answered;

    FakeLeg(LegId id, @Nullable Consumer<Signalling.Event> events) {
      this.id = id;
      this.events = events;
    }

    void says(Signalling.Event event) {
      if (event instanceof Signalling.Event.Answered) {
        answered = true;
      }
      Consumer<Signalling.Event> to = events;
      if (to != null) {
        to.accept(event);
      } else {
        mailbox.add(new Message.Sip(attempt(), event));
      }
    }

    private Attempt attempt() {
      Attempt found = call().incoming.attempt;
      if (found == null) {
        throw new IllegalStateException("no attempt");
      }
      return found;
    }

    private void does(String what) {
      did.add(what);
      effect((events == null ? "caller " : "callee ") + what);
    }

    boolean closed() {
      return did.stream().anyMatch(d -> d.startsWith("hangUp") || d.startsWith("reject"));
    }

    @Override
    public LegId id() {
      return id;
    }

    @Override
    public void ring() {
      does("ring");
    }

    @Override
    public void progress(Sdp answer) {
      does("progress");
    }

    @Override
    public void answer(Sdp answer) {
      answered = true;
      does("answer " + answer.text());
    }

    @Override
    public void reject(int status, String reason) {
      does("reject " + status + " " + reason);
    }

    @Override
    public void accept(Sdp answer) {
      does("accept " + answer.text());
    }

    @Override
    public void refuseOffer(String reason) {
      does("refuseOffer");
    }

    @Override
    public void hangUp(int sipStatus, String reason) {
      does("hangUp " + sipStatus + " " + reason);
    }

    @Override
    public Optional<DialogIdentity> dialog() {
      return answered
          ? Optional.of(
              new DialogIdentity(
                  id.toString(), "sip:a", "1", "sip:b", "2", "sip:b", List.of(), 1, "udp", null))
          : Optional.empty();
    }
  }

  private final class FakePlane implements MediaPlane {
    @Override
    public MediaLeg open(String name, Consumer<MediaEvent> events) throws NoPorts {
      effect("open");
      if (!ports) {
        throw new NoPorts("none left");
      }
      FakeAudio leg = new FakeAudio(events);
      audio.add(leg);
      return leg;
    }

    @Override
    public void bridge(MediaLeg a, MediaLeg b) {
      effect("bridge");
      ((FakeAudio) a).bridged = (FakeAudio) b;
      ((FakeAudio) b).bridged = (FakeAudio) a;
    }

    @Override
    public void unbridge(MediaLeg leg) {
      effect("unbridge");
      ((FakeAudio) leg).bridged = null;
    }

    @Override
    public boolean warm() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Audio that plays whatever it is given until the test says it is over. */
  final class FakeAudio implements MediaPlane.MediaLeg {
    private final Consumer<MediaEvent> events;
    final List<Prompt> played = new ArrayList<>();
    final StringBuilder digits = new StringBuilder();
    @Nullable FakeAudio bridged;
    long playing;
    boolean closed;
    boolean heard;

    FakeAudio(Consumer<MediaEvent> events) {
      this.events = events;
    }

    void finishes() {
      events.accept(new MediaEvent.Played(playing, true, Duration.ofSeconds(2)));
      settle();
    }

    void says(MediaEvent event) {
      events.accept(event);
      settle();
    }

    @Override
    public Sdp offer() {
      effect("offer");
      return new Sdp("our offer");
    }

    @Override
    public Sdp answer(Sdp offer) throws MediaPlane.Unacceptable {
      effect("answer sdp");
      if (offer.text().equals("rubbish")) {
        throw new MediaPlane.Unacceptable("no codec");
      }
      return new Sdp("answer to " + offer.text());
    }

    @Override
    public void accept(Sdp answer) throws MediaPlane.Unacceptable {
      effect("accept sdp");
      if (answer.text().equals("rubbish")) {
        throw new MediaPlane.Unacceptable("no codec");
      }
    }

    @Override
    public void play(long number, List<Prompt> prompts, Duration offset) {
      effect("play");
      stop();
      playing = number;
      played.addAll(prompts);
    }

    @Override
    public void stop() {
      if (playing != 0) {
        events.accept(new MediaEvent.Played(playing, false, Duration.ofSeconds(1)));
        playing = 0;
      }
    }

    @Override
    public Duration position() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void sendDigit(char digit) {
      effect("digit " + digit);
      digits.append(digit);
    }

    @Override
    public void answered() {
      effect("expect audio");
      heard = true;
    }

    @Override
    public Quality quality() {
      effect("quality");
      return new Quality(1, 1, 0, 0, 0, 440, "PCMA");
    }

    @Override
    public void close() {
      effect("close");
      closed = true;
    }
  }

  private final class FakeDirectory implements Directory {
    @Override
    public boolean serves(Domain domain) {
      return true;
    }

    @Override
    public Optional<Account> account(Domain domain, String user) {
      effect("account");
      return Optional.of(
          new Account(domain, user, "Anna", "", "", List.of(new E164("+4930555101"))));
    }

    @Override
    public Destination find(Origin from, String dialled) {
      effect("find");
      return from instanceof Origin.Carrier && !dialled.startsWith("+")
          ? new Destination.Unknown("no such number here")
          : numbers.getOrDefault(dialled, new Destination.Unknown("no such extension"));
    }

    @Override
    public Destination find(Domain within, String dialled) {
      effect("find within");
      return numbers.getOrDefault(dialled, new Destination.Unknown("no such extension"));
    }

    @Override
    public List<Trunk> trunks(Domain domain, E164 to) {
      effect("trunks");
      return trunks;
    }

    @Override
    public List<Trunk> emergencyTrunks(Domain domain) {
      effect("emergency trunks");
      return emergencyTrunks;
    }

    @Override
    public Optional<Trunk> trunkAt(InetSocketAddress source) {
      return Optional.empty();
    }
  }

  private final class FakeAuthority implements CallAuthority {
    @Override
    public Answer admit(Ask ask) {
      asks.add(ask);
      effect("admit");
      return admission;
    }

    @Override
    public Answer extend(LegId leg, int sequence, Duration used) {
      effect("extend " + sequence);
      return extension.apply(sequence);
    }
  }

  private final class FakeStore implements FactStore {
    @Override
    public void append(CallFact fact, Consumer<Boolean> told) {
      effect("fact " + fact.getClass().getSimpleName());
      facts.add(fact);
      boolean ok = durable;
      if (!stalled) {
        elsewhere.add(() -> told.accept(ok));
      }
    }

    @Override
    public boolean accepting() {
      return accepting;
    }
  }

  private final class FakeEvents implements CallEvents {
    @Override
    public void changed(Snapshot snapshot) {
      seen.add(snapshot);
      effect("event");
    }

    @Override
    public void registered(Binding binding, boolean registered) {}
  }

  private Programs.Run startProgram(
      Programs.Request request, CallControl control, Consumer<Programs.Event> events) {
    effect("start program");
    Run started = new Run(request, events);
    run = started;
    return started;
  }

  final class Run implements Programs.Run {
    final Programs.Request request;
    final Consumer<Programs.Event> events;
    int hangUps;

    Run(Programs.Request request, Consumer<Programs.Event> events) {
      this.request = request;
      this.events = events;
    }

    @Override
    public UUID id() {
      return request.run();
    }

    @Override
    public void hangUp() {
      hangUps++;
      effect("program hang up");
    }
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
