package org.meterline.telephony.modem;

import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A GSM module after 3GPP TS 27.007 and 27.005, on two pseudo-terminals: one for commands, one for
 * sound, which the far end of its call fills with one tone.
 */
public final class SimulatedModule implements AutoCloseable {
  /**
   * @param echo whether it echoes what it is sent, whatever it is told
   * @param chatty whether it says something of itself in the middle of each reply; it is another
   *     maker's then, whose sound flows by itself and who tells nothing of digits
   * @param late how many of its first replies come when nobody waits for them any more
   */
  public record Manners(boolean echo, boolean chatty, int late, String pin) {
    public static final Manners GOOD = new Manners(false, false, 0, "");
  }

  private enum Call {
    NONE,
    DIALLED,
    ALERTED,
    INCOMING,
    ACTIVE
  }

  private final Path at;
  private final Path pcm;
  private final FarEndSound farEnd;
  private final Manners manners;
  private final StringBuilder digits = new StringBuilder();
  private final List<String> submitted = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final SimulatedMemories memories = new SimulatedMemories();
  private final StringBuilder line = new StringBuilder();
  private @Nullable Pty control;
  private @Nullable Pty sound;
  private Call call = Call.NONE;
  private boolean came;
  private List<String> others = List.of();
  private String number = "";
  private String report = "Normal call clearing";
  private String refusal = "";
  private String early = "";
  private boolean owes;
  private int registered = 1;
  private boolean unlocked;
  private boolean body;
  private boolean sounds;
  private int left;

  /**
   * Plugs one in.
   *
   * @param hertz what the far ends of its calls say
   */
  public SimulatedModule(Path folder, String name, int hertz, Manners manners) throws IOException {
    this.at = folder.resolve(name + "-at");
    this.pcm = folder.resolve(name + "-pcm");
    this.farEnd = new FarEndSound(hertz);
    this.manners = manners;
    this.left = manners.late();
    plug();
  }

  /** Its settings, under that name and with that number. */
  public ModemSettings settings(String name, String own, @Nullable String pin) {
    return new ModemSettings(name, at.toString(), pcm.toString(), own, pin, 115_200, null);
  }

  public synchronized void plug() throws IOException {
    Pty first = new Pty();
    Pty second = new Pty();
    control = first;
    sound = second;
    call = Call.NONE;
    unlocked = manners.pin().isEmpty();
    sounds = manners.chatty();
    link(at, first);
    link(pcm, second);
    Thread.ofPlatform().daemon().name("module").start(() -> run(first, second));
  }

  private static void link(Path name, Pty to) throws IOException {
    Files.deleteIfExists(name);
    Files.createSymbolicLink(name, Path.of(to.slave()));
  }

  public synchronized void unplug() {
    if (control != null && sound != null) {
      control.close();
      sound.close();
    }
    control = null;
    sound = null;
  }

  private void run(Pty first, Pty second) {
    long due = System.nanoTime();
    while (true) {
      synchronized (this) {
        if (control != first) {
          return;
        }
        for (byte b : first.read()) {
          take((char) (b & 0xFF));
        }
        farEnd.hears(second.read());
        long now = System.nanoTime();
        boolean active = sounds && call == Call.ACTIVE;
        if (!active) {
          due = now;
        } else if (now >= due) {
          second.write(farEnd.frame());
          due += FarEndSound.FRAME_NANOS;
        }
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private void take(char c) {
    if (manners.echo() && c != 0x1B) {
      say(String.valueOf(c));
    }
    if (body) {
      if (c == 0x1A) {
        body = false;
        submitted.add(line.toString());
        line.setLength(0);
        reply("+CMGS: " + submitted.size());
      } else if (c == 0x1B) {
        body = false;
        line.setLength(0);
        reply();
      } else {
        line.append(c);
      }
    } else if (c == '\r') {
      String text = line.toString();
      line.setLength(0);
      if (text.startsWith("AT")) {
        commands.add(text);
        command(text.substring(2));
      }
    } else if (c >= ' ') {
      line.append(c);
    }
  }

  private void command(String text) {
    switch (text.replaceAll("[=?].*|^D.*", "")) {
      case "+CGMI" -> reply(manners.chatty() ? "QUALCOMM INCORPORATED" : "SIMCOM INCORPORATED");
      case "+CGMM" -> reply(manners.chatty() ? "HARBOUR-4G" : "SIMCOM_SIM7600E-H");
      case "+CPIN" -> pin(text);
      case "+CREG" -> {
        if (text.endsWith("?")) {
          reply("+CREG: 1," + registered);
        } else {
          reply();
        }
      }
      case "+COPS" -> reply("+COPS: 0,0,\"Harbour Mobile\",7");
      case "+CSQ" -> reply("+CSQ: 20,99");
      case "+CLCC" -> reply(listed().toArray(new String[0]));
      case "+CEER" -> reply("+CEER: " + report);
      case "+CPCMREG" -> {
        sounds = text.endsWith("1");
        reply();
      }
      case "+CHUP", "H" -> {
        boolean was = call != Call.NONE;
        call = Call.NONE;
        reply();
        if (was) {
          news("VOICE CALL: END: 000010");
        }
      }
      case "+VTS" -> {
        digits.append(text.charAt(text.length() - 1));
        reply();
      }
      case "+CMGS" -> {
        body = true;
        say("\r\n> ");
      }
      case "+CPMS", "+CMGR", "+CMGL", "+CMGD" -> {
        List<String> lines = memories.answer(text);
        if (lines.toString().contains("ERROR")) {
          news(lines.getFirst());
        } else {
          reply(lines.toArray(new String[0]));
        }
      }
      case "A" -> {
        if (call == Call.INCOMING && !early.isEmpty()) {
          beforeItsReply();
        } else if (call == Call.INCOMING) {
          call = Call.ACTIVE;
          reply();
          news("VOICE CALL: BEGIN");
        } else {
          say("\r\nNO CARRIER\r\n");
        }
      }
      default -> {
        if (text.startsWith("D") && !refusal.isEmpty()) {
          news(refusal);
          return;
        }
        if (text.startsWith("D")) {
          number = text.substring(1).replace(";", "");
          call = Call.DIALLED;
          came = false;
          if (!early.isEmpty()) {
            beforeItsReply();
            return;
          }
        }
        reply();
      }
    }
  }

  private void beforeItsReply() {
    call = Call.ACTIVE;
    owes = true;
    news(early.replace("<dir>", came ? "1" : "0"));
  }

  private void pin(String text) {
    if (text.endsWith("?")) {
      reply("+CPIN: " + (unlocked ? "READY" : "SIM PIN"));
    } else if (text.equals("+CPIN=" + manners.pin())) {
      unlocked = true;
      reply();
    } else {
      say("\r\n+CME ERROR: 16\r\n");
    }
  }

  private List<String> listed() {
    List<String> all = new ArrayList<>(others);
    int status =
        switch (call) {
          case NONE -> -1;
          case DIALLED -> 2;
          case ALERTED -> 3;
          case INCOMING -> 4;
          case ACTIVE -> 0;
        };
    if (status >= 0) {
      int id = all.size() + 1;
      String which = id + "," + (came ? 1 : 0) + "," + status;
      all.add("+CLCC: " + which + ",0,0,\"" + number + "\",145");
    }
    return all;
  }

  private void reply(String... lines) {
    if (left > 0) {
      left--;
      // Too late for who asked; it comes with the next one's.
      waiting.append("\r\nOK\r\n");
      return;
    }
    StringBuilder text = new StringBuilder(waiting);
    waiting.setLength(0);
    if (manners.chatty()) {
      text.append("\r\n+CREG: ").append(registered).append("\r\n");
    }
    for (String each : lines) {
      text.append("\r\n").append(each).append("\r\n");
      if (manners.chatty()) {
        text.append("\r\n^RSSI: 20\r\n");
      }
    }
    say(text + "\r\nOK\r\n");
  }

  private final StringBuilder waiting = new StringBuilder();

  private void say(String text) {
    if (control != null) {
      control.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void news(String text) {
    say("\r\n" + text + "\r\n");
  }

  private synchronized boolean is(Call which) {
    return call == which;
  }

  // --- What the far end and the network do

  /** Waits until somebody dials that, and rings there. */
  public void ringsAt(String dialled) {
    until(dialled + " is dialled", () -> is(Call.DIALLED));
    synchronized (this) {
      if (!number.equals(dialled)) {
        throw new AssertionError("dialled is " + number);
      }
      call = Call.ALERTED;
    }
  }

  public synchronized void answers() {
    call = Call.ACTIVE;
    news("VOICE CALL: BEGIN");
  }

  /**
   * Nobody is reached.
   *
   * @param said lines, the last of them ends the call
   * @param reported what it answers when it is asked why
   */
  public synchronized void fails(String reported, String... said) {
    call = Call.NONE;
    report = reported;
    for (String each : said) {
      news(each);
    }
  }

  /** Answers whoever dials with this from now on; with nothing: it dials again. */
  public synchronized void refuses(String said, String reported) {
    refusal = said;
    report = reported;
  }

  public synchronized void isBusy() {
    call = Call.NONE;
    news("BUSY");
  }

  public synchronized void hangsUp() {
    call = Call.NONE;
    news("NO CARRIER");
  }

  public synchronized void calls(String from) {
    call = Call.INCOMING;
    came = true;
    number = from;
    news("RING");
    news("+CLIP: \"" + from + "\",145,\"\",,\"\",0");
  }

  /** Lists these lines before its call from now on. */
  public synchronized void lists(String... lines) {
    others = List.of(lines);
  }

  /**
   * From now on a call is up at once, and told so, before what began it is answered.
   *
   * @param said the line that tells; {@code <dir>} in it becomes the call's direction
   */
  public synchronized void tellsBeforeItsReply(String said) {
    early = said;
  }

  /** The reply that it owes to what began the call comes now. */
  public synchronized void repliesAtLast(String said) {
    if (!owes) {
      throw new AssertionError("it owes nothing, after " + commands);
    }
    owes = false;
    news(said);
  }

  /** Says a line by itself. */
  public synchronized void says(String text) {
    news(text);
  }

  /** The far end answers, and only the list of calls tells. */
  public synchronized void picksUp() {
    call = Call.ACTIVE;
  }

  /** The call ends, and only the list of calls tells. */
  public synchronized void leaves(String reported) {
    call = Call.NONE;
    report = reported;
  }

  /** Waits until it was asked for its calls that many times more. */
  public void isAsked(int times) {
    long before = asked();
    until("it is asked for its calls", () -> asked() >= before + times);
  }

  private long asked() {
    return commands.stream().filter("AT+CLCC"::equals).count();
  }

  public void isAnswered() {
    until("the modem answers", () -> is(Call.ACTIVE));
  }

  public void isFree() {
    until("the modem hangs up", () -> is(Call.NONE));
  }

  /** A digit that the module tells nothing of: the sound is all there is. */
  public synchronized void pressesNine() {
    farEnd.pressesNine();
  }

  public synchronized void presses(char digit) {
    news("+DTMF: " + digit);
  }

  public synchronized void network(int status) {
    registered = status;
    news("+CREG: " + status);
  }

  /** A message comes; false: there is no room for it, and the network keeps it. */
  public synchronized boolean message(int place, String pdu) {
    return message(memories.received(), place, pdu);
  }

  /** A message comes that is for a certain memory, as one of class 2 is for the SIM. */
  public synchronized boolean message(String memory, int place, String pdu) {
    boolean taken = memories.takes(memory, place, pdu);
    if (taken) {
      news("+CMTI: \"" + memory + "\"," + place);
    }
    return taken;
  }

  public synchronized boolean stores(String memory, int place) {
    return memories.has(memory, place);
  }

  /** How it keeps messages, before it is plugged in. */
  synchronized SimulatedMemories memories() {
    return memories;
  }

  /** What was sent, as PDUs. */
  public List<String> submitted() {
    return List.copyOf(submitted);
  }

  public List<String> commands() {
    return List.copyOf(commands);
  }

  public synchronized String digits() {
    return digits.toString();
  }

  /** All that the far ends of its calls heard. */
  public synchronized short[] heard() {
    return farEnd.heard();
  }

  /** Waits until the far end heard so many more samples. */
  public void hearsMore(int samples) {
    int before = heard().length;
    until("the far end hears", () -> heard().length >= before + samples);
  }

  public Optional<String> number() {
    synchronized (this) {
      return call == Call.NONE ? Optional.empty() : Optional.of(number);
    }
  }

  @Override
  public void close() {
    unplug();
  }
}
