package org.meterline.telephony.modem;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallTime;
import org.meterline.telephony.call.Signalling;

/**
 * One modem: its ports, its state and its one call. All happens on a thread of its own; when its
 * port goes, its call ends with a reason, and the port is opened again as soon as it is back.
 */
final class Modem implements AtDialogue.Side {
  private static final System.Logger LOG = System.getLogger(Modem.class.getName());

  /** Why it is where it begins. */
  static final String NOT_YET = "not opened yet";

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final ModemSettings settings;
  private final SerialPorts ports;
  private final CallTime time;
  private final Executor thread;
  private final ModemEvents events;
  private final ModemCalls calls;
  private final ModemMessages messages;
  private final ModemRinging ringing;
  private final ModemStart start;
  private final CellularLine module;
  private final VoiceLine voice;

  private volatile TelephoneLine line;
  private @Nullable VoiceStream stream;
  private AtDialogue dialogue;
  private SerialPorts.@Nullable Port port;
  private SerialPorts.@Nullable Port audioPort;
  private Duration retry = FIRST_RETRY;
  private boolean closed;
  private boolean untold;

  /** The last state that was told of; null: none yet. */
  private @Nullable ModemState told;

  private volatile ModemStatus status;

  /**
   * @param media where the media plane's sockets are reached on this machine
   * @param thread runs one thing after the other; timers of {@code time} may use any thread
   */
  Modem(
      ModemSettings settings,
      SerialPorts ports,
      InetAddress media,
      CallTime time,
      Executor thread,
      Signalling.Incoming incoming,
      ModemEvents events) {
    this.settings = settings;
    this.ports = ports;
    this.time = time;
    this.thread = thread;
    this.events = events;
    this.calls = new ModemCalls(this, media, time.nanos());
    this.messages = new ModemMessages(this);
    this.ringing = new ModemRinging(this, incoming);
    VoiceStart voiceStart = new VoiceStart(this);
    this.start = new ModemStart(this, messages, voiceStart);
    this.module = new CellularLine(this);
    this.voice = new VoiceLine(this, voiceStart, time.nanos());
    this.line = settings.kind() == ModemKind.VOICE ? voice : module;
    this.dialogue = new AtDialogue(this, this::later);
    dialogue.close();
    this.status = ModemStatus.begun(settings, NOT_YET, time.clock().instant());
  }

  String name() {
    return settings.name();
  }

  ModemSettings settings() {
    return settings;
  }

  ModemStatus status() {
    ModemStatus now = status;
    return now.being(now.kind(), calls.leg() != null);
  }

  ModemCalls calls() {
    return calls;
  }

  TelephoneLine line() {
    return line;
  }

  /** What it leads to is known. */
  void is(ModemKind which) {
    status = status.being(which, false);
    line = which == ModemKind.VOICE ? voice : module;
  }

  /** Of the port that is open; a voice modem's. */
  VoiceStream stream() {
    return Objects.requireNonNull(stream);
  }

  void rings() {
    ringing.ring();
  }

  /** Somebody calls it just now. */
  boolean isRung() {
    return ringing.rings();
  }

  Maker maker() {
    return start.maker();
  }

  /** The next RING is another call's. */
  void rungOut() {
    ringing.forget();
  }

  SerialPorts.@Nullable Port audioPort() {
    return audioPort;
  }

  AtDialogue dialogue() {
    return dialogue;
  }

  void post(Runnable action) {
    thread.execute(
        () -> {
          try {
            action.run();
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "modem " + name() + ": a fault of ours", e);
          }
        });
  }

  Runnable later(Duration delay, Runnable action) {
    return time.timers().after(delay, () -> post(action));
  }

  // --- The one door

  ModemState state() {
    return status.state();
  }

  void enter(ModemState next, String why) {
    ModemStatus now = status;
    if (now.state() == next && now.why().equals(why)) {
      return;
    }
    if (now.state() != next && !now.state().next().contains(next)) {
      throw new IllegalStateException("no way from " + now.state() + " to " + next + ": " + why);
    }
    LOG.log(Level.INFO, "modem {0}: {1}: {2}", name(), next, why);
    Instant since = now.state() == next ? now.since() : time.clock().instant();
    status = now.entered(next, why, since);
    // What is tried again and again, and fails, is no news.
    if (next != ModemState.STARTING && next != told) {
      told = next;
      events.changed(status(), time.clock().instant());
    }
  }

  void knows(@Nullable String model, @Nullable String network, @Nullable Integer dbm) {
    status = status.knowing(model, network, dbm);
  }

  /**
   * How full it is where messages go that come.
   *
   * @param memory null if it does not say
   */
  void keeps(@Nullable MessageMemory memory) {
    boolean was = status.full();
    status = status.keeping(memory);
    if (status.full() != was) {
      if (memory != null && memory.full()) {
        erred(
            "its memory %s for messages is full (%d of %d): no more come in"
                .formatted(memory.name(), memory.used(), memory.total()));
      }
      events.changed(status(), time.clock().instant());
    }
  }

  /** A message came. */
  void received(TextMessage message) {
    events.received(status(), message, time.clock().instant());
  }

  void erred(String what) {
    LOG.log(Level.WARNING, "modem {0}: {1}", name(), what);
    status = status.erring(what);
  }

  // --- The ports

  /** Opens the ports, now and whenever they are back. */
  void open() {
    if (closed || port != null) {
      return;
    }
    try {
      SerialPorts.Port[] mine = new SerialPorts.Port[1];
      dialogue = new AtDialogue(this, this::later);
      AtDialogue talk = dialogue;
      mine[0] =
          ports.open(
              settings.port(),
              settings.baud(),
              listener(
                  (bytes, length) -> {
                    byte[] copy = Arrays.copyOf(bytes, length);
                    post(() -> heard(talk, copy));
                  },
                  talk));
      port = mine[0];
      stream = new VoiceStream(voice, talk, mine[0]);
      String audio = settings.audioPort();
      if (audio != null) {
        audioPort = ports.open(audio, settings.baud(), listener(calls::sound, talk));
      }
    } catch (IOException e) {
      closePorts();
      enter(ModemState.UNPLUGGED, String.valueOf(e.getMessage()));
      again();
      return;
    }
    enter(ModemState.STARTING, "its port was opened");
    if (settings.audioPort() == null && settings.kind() != ModemKind.CELLULAR) {
      write(VoiceStream.ESCAPE);
    }
    dialogue.begin();
    start.begin();
  }

  @SuppressWarnings("ReferenceEquality") // this opening of the ports or another one
  private void heard(AtDialogue talk, byte[] bytes) {
    if (talk == dialogue && status.kind() == ModemKind.VOICE && stream != null) {
      stream.received(bytes);
    } else {
      talk.received(bytes, bytes.length);
    }
  }

  /** Takes bytes on the thread of their port. */
  private interface Bytes {
    void received(byte[] bytes, int length);
  }

  private SerialPorts.Listener listener(Bytes to, AtDialogue talk) {
    return new SerialPorts.Listener() {
      @Override
      public void received(byte[] bytes, int length) {
        to.received(bytes, length);
      }

      @Override
      public void lost() {
        post(() -> unplugged(talk));
      }
    };
  }

  /** One of the ports is gone; of the two ports that tell it, the first one counts. */
  @SuppressWarnings("ReferenceEquality") // this opening of the ports or another one
  private void unplugged(AtDialogue talk) {
    if (talk == dialogue && port != null) {
      part("The modem " + name() + " was unplugged");
      enter(ModemState.UNPLUGGED, "its port is gone");
      again();
    }
  }

  @Override
  public void silent() {
    part("The modem " + name() + " does not answer any more");
    erred("it answered nothing");
    enter(ModemState.SILENT, "it answers nothing");
    again();
  }

  /** A module lost its power for a moment, or fell: it knows nothing of what it was told. */
  private void beganAnew() {
    boolean fresh = state() == ModemState.STARTING && !start.hasSet();
    if (!fresh && status.kind() != ModemKind.VOICE) {
      part("The modem " + name() + " began anew");
      erred("it began anew by itself");
      enter(ModemState.SILENT, "it began anew by itself");
      again();
    }
  }

  private void part(String why) {
    if (stream != null) {
      stream.commands();
    }
    calls.lost(why);
    ringing.forget();
    start.forget();
    dialogue.close();
    closePorts();
  }

  private void closePorts() {
    if (port != null) {
      port.close();
    }
    if (audioPort != null) {
      audioPort.close();
    }
    port = null;
    audioPort = null;
  }

  private void again() {
    if (!closed) {
      Runnable _ = later(retry, this::open);
      Duration twice = retry.multipliedBy(2);
      retry = twice.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : twice;
    }
  }

  /** It talks with us: the next time its port goes, it is tried at once again. */
  void healthy() {
    retry = FIRST_RETRY;
  }

  void close() {
    closed = true;
    if (calls.leg() != null) {
      write(line.lastWords()); // nobody is left who reads the answer
    }
    part("The server is going down");
  }

  @Override
  public void write(String text) {
    SerialPorts.Port to = port;
    if (to != null) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      to.write(bytes, bytes.length);
    }
  }

  // --- What the modem says

  /** How its call is it is asked all the time: that is left out. */
  @Override
  public void said(boolean sent, String text) {
    if (sent) {
      untold = text.equals("AT+CLCC");
    }
    if (!untold) {
      calls.said(sent, text);
    }
  }

  @Override
  public void news(AtLine line) {
    switch (line) {
      case AtLine.CallOver(String text) -> {
        calls.said(false, text);
        calls.over(text);
      }
      case AtLine.Info info -> info(info);
      case AtLine.Text(String text) -> {
        Matcher caller = AtLine.CALLER.matcher(text);
        if (caller.matches()) {
          ringing.told(caller.group(1), caller.group(2).strip());
        } else if (text.equals("RING")) {
          ringing.ring();
        } else if (text.equals("RDY")) {
          beganAnew();
        } else if (text.startsWith("VOICE CALL: BEGIN")) {
          calls.up();
        } else if (text.startsWith("VOICE CALL: END")) {
          calls.over("NO CARRIER");
        }
      }
      case AtLine.Final _ -> messages.full(""); // the only one that is news
      case AtLine.Prompt prompt -> {}
    }
  }

  private void info(AtLine.Info info) {
    switch (info.prefix()) {
      case "+CRING" -> ringing.ring();
      case "+CLIP" -> ringing.caller(info);
      case "+CREG", "+CEREG" -> start.registered(info.number(0));
      case "+CMTI" -> messages.arrived(info);
      case "^SMMEMFULL" -> messages.full(info.parts().getFirst()); // Huawei
      case "+QIND" -> { // Quectel
        if (info.parts().getFirst().equals("smsfull")) {
          messages.full(info.parts().getLast());
        }
      }
      case "+CLCC" -> module.listed(info);
      case "+CPIN" -> {
        if (info.rest().equals("READY")) {
          start.simReady();
        } else {
          start.simSays(info.rest());
        }
      }
      case "^CEND" -> calls.causeTold(info.number(3)); // call, duration, status, cause
      case "+DTMF", "+RXDTMF" -> calls.pressed(info.rest());
      default -> {}
    }
  }

  /** Empty, or why it was not sent. */
  CompletableFuture<Optional<String>> send(String number, String text) {
    if (status.kind() == ModemKind.VOICE) {
      return CompletableFuture.completedFuture(
          Optional.of("The modem " + name() + " is for voice: it sends no messages"));
    }
    return state() == ModemState.READY
        ? messages.send(number, text)
        : CompletableFuture.completedFuture(Optional.of(notReady()));
  }

  ModemMessages messages() {
    return messages;
  }

  String notReady() {
    String why = state() == ModemState.UNFIT ? status.why() : state().sentence();
    return "The modem " + name() + " is not ready: " + why;
  }
}
