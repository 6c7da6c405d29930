package org.meterline.telephony.modem;

import static org.meterline.telephony.Patience.until;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Law;

/**
 * A voice modem after ITU-T V.253, on one pseudo-terminal, with an analogue line whose far end says
 * one tone. Its sound is full of octets that are DLE.
 */
public final class SimulatedVoiceModem implements AutoCloseable {
  private static final int FRAME = 160;
  private static final long FRAME_NANOS = 20_000_000;
  private static final double LOUDNESS = 8000;
  private static final int DLE = 0x10;

  /** What {@code AT+VSM=?} answers, and how the first line's sound is written. */
  @SuppressWarnings("ImmutableEnumChecker") // a list of List.of
  public enum Sound {
    A_LAW("129,\"IMA ADPCM\",4,0,8000,0,0", "132,\"A-Law\",8,0,8000,0,0"),
    UNSIGNED_8("128,\"8-BIT LINEAR\",(7200,8000,11025)", "129,\"16-BIT LINEAR\",(7200)"),
    SIGNED_16("0,\"SIGNED PCM\",16,0,(8000),(127-129),(0-255)", "3,\"ADPCM\",3,0,(9600)");

    private final List<String> lines;

    Sound(String... lines) {
      this.lines = List.of(lines);
    }

    private String label() {
      return lines.get(this == A_LAW ? 1 : 0).replaceAll(",.*", "");
    }
  }

  /**
   * @param echo whether it echoes commands, whatever it is told
   * @param chatty whether events come in the middle of replies and of sound, digits are told once
   *     for each, and it falls back to data when it hangs up
   * @param late how many of its first replies come when nobody waits for them any more
   * @param duplex whether it can hear and speak at once
   */
  public record Manners(boolean echo, boolean chatty, int late, boolean duplex) {
    public static final Manners GOOD = new Manners(false, false, 0, true);
  }

  private enum Call {
    NONE,
    DIALLED,
    ALERTED,
    INCOMING,
    ACTIVE
  }

  private final Path at;
  private final int hertz;
  private final Sound sound;
  private final Manners manners;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final StringBuilder digits = new StringBuilder();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder waiting = new StringBuilder();
  private @Nullable Pty port;
  private Call call = Call.NONE;
  private String number = "";
  private int left;
  private boolean voice;
  private boolean selected;
  private boolean caller;
  private boolean offHook;
  private boolean streams;
  private boolean escaped;
  private boolean busy;
  private int refusals;
  private int frames;
  private int shieldedOut;
  private int shieldedIn;
  private double phase;

  /**
   * Plugs one in.
   *
   * @param hertz what the far ends of its calls say
   */
  public SimulatedVoiceModem(Path folder, String name, int hertz, Sound sound, Manners manners)
      throws IOException {
    this.at = folder.resolve(name + "-at");
    this.hertz = hertz;
    this.sound = sound;
    this.manners = manners;
    this.left = manners.late();
    plug();
  }

  /** Its settings, under that name and with that number. */
  public ModemSettings settings(String name, String own) {
    int baud = sound == Sound.SIGNED_16 ? 230_400 : 115_200;
    return new ModemSettings(name, at.toString(), null, own, null, baud, null);
  }

  public synchronized void plug() throws IOException {
    Pty first = new Pty();
    port = first;
    call = Call.NONE;
    streams = false;
    offHook = false;
    voice = false;
    selected = false;
    Files.deleteIfExists(at);
    Files.createSymbolicLink(at, Path.of(first.slave()));
    Thread.ofPlatform().daemon().name("voice-modem").start(() -> run(first));
  }

  public synchronized void unplug() {
    if (port != null) {
      port.close();
    }
    port = null;
  }

  private void run(Pty mine) {
    long due = System.nanoTime();
    while (true) {
      synchronized (this) {
        if (port != mine) {
          return;
        }
        for (byte b : mine.read()) {
          if (streams) {
            spoken(b & 0xFF);
          } else {
            take((char) (b & 0xFF));
          }
        }
        long now = System.nanoTime();
        if (!streams) {
          due = now;
        } else if (now >= due) {
          mine.write(frame());
          due += FRAME_NANOS;
        }
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private byte[] frame() {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < FRAME; i++) {
      int sample = (int) Math.round(LOUDNESS * Math.sin(phase));
      phase += 2 * Math.PI * hertz / 8000;
      switch (sound) {
        case A_LAW -> shield(out, Law.PCMA.encode((short) sample));
        case UNSIGNED_8 -> shield(out, (sample >> 8) + 128);
        case SIGNED_16 -> {
          shield(out, sample);
          shield(out, sample >> 8);
        }
      }
      if (manners.chatty() && i == FRAME / 2) {
        event(out, ++frames % 2 == 0 ? 'q' : 'u');
      }
    }
    if (busy && ++frames % 10 == 0) {
      event(out, 'b');
    }
    if (manners.chatty() && frames % 16 == 0) {
      event(out, 'X');
      out.writeBytes("TEMP=21".getBytes(StandardCharsets.US_ASCII));
      event(out, '.');
    }
    return out.toByteArray();
  }

  private void shield(ByteArrayOutputStream out, int octet) {
    out.write(octet);
    if ((octet & 0xFF) == DLE) {
      shieldedOut++;
      out.write(octet);
    }
  }

  private static void event(ByteArrayOutputStream out, char code) {
    out.write(DLE);
    out.write(code);
  }

  private void spoken(int octet) {
    if (!escaped && octet == DLE) {
      escaped = true;
    } else if (!escaped) {
      heard.write(octet);
    } else {
      escaped = false;
      if (octet == DLE) {
        shieldedIn++;
        heard.write(DLE);
      } else if (octet == '^') {
        streams = false;
        write(frame());
        write(new byte[] {DLE, 3});
        say("\r\nOK\r\n");
      }
    }
  }

  private void take(char c) {
    if (manners.echo() && (c == '\r' || (c >= ' ' && c < 0x7F))) {
      say(String.valueOf(c));
    }
    if (call == Call.DIALLED || call == Call.ALERTED) {
      call = Call.NONE; // any character gives up
      news("NO CARRIER");
    }
    if (c == DLE) {
      escaped = true;
    } else if (escaped) {
      escaped = false;
    } else if (c == '\r') {
      String text = line.toString().strip();
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
    switch (text) {
      case "+FCLASS=?" -> reply("0,1,1.0,8");
      case "+FCLASS?" -> reply(voice ? "8" : "0");
      case "+FCLASS=8" -> {
        voice = true;
        reply();
      }
      case "+GCAP" -> reply("+GCAP: +FCLASS,+V,+MS");
      case "+GMI" -> reply(manners.chatty() ? "+GMI: Harbour" : "CONEXANT");
      case "+GMM" -> reply(manners.chatty() ? "+GMM: V56" : "CX93001");
      case "+VSM=?" -> reply(sound.lines.toArray(String[]::new));
      case "+VCID=1" -> {
        caller = true;
        reply();
      }
      case "+VLS=1" -> {
        offHook = true;
        if (call == Call.INCOMING) {
          call = Call.ACTIVE;
        }
        reply();
      }
      case "+VLS=0", "H" -> {
        hangs(text.equals("H"));
        reply();
      }
      case "+VTR" -> {
        if (refusals > 0) {
          refusals--;
          news("ERROR");
        } else if (voice && selected && offHook && manners.duplex()) {
          say("\r\nCONNECT\r\n");
          streams = true;
          write(frame());
        } else {
          news("ERROR");
        }
      }
      default -> others(text);
    }
  }

  private void hangs(boolean whole) {
    offHook = false;
    busy = false;
    call = Call.NONE;
    voice &= !(whole && manners.chatty());
  }

  private void others(String text) {
    if (text.startsWith("+VSM=")) {
      // One that wants all four values, and one that wants two.
      boolean form = manners.chatty() == text.endsWith(",8000,0,0");
      selected = form && text.startsWith("+VSM=" + sound.label() + ",8000");
      say(selected ? "\r\nOK\r\n" : "\r\nERROR\r\n");
    } else if (text.startsWith("+VTS=") && offHook) {
      digits.append(text.substring(5).replace(",", ""));
      reply();
    } else if (text.startsWith("DT") && offHook && voice) {
      number = text.substring(2);
      call = Call.DIALLED;
    } else if (text.startsWith("D")) {
      news("ERROR");
    } else {
      reply();
    }
  }

  private void reply(String... lines) {
    if (left > 0) {
      left--;
      waiting.append("\r\nOK\r\n");
      return;
    }
    StringBuilder text = new StringBuilder(waiting);
    waiting.setLength(0);
    for (String each : lines) {
      text.append("\r\n").append(each).append("\r\n");
      if (manners.chatty()) {
        text.append("\u0010q");
      }
    }
    say(text + "\r\nOK\r\n");
  }

  private void say(String text) {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void write(byte[] bytes) {
    if (port != null) {
      port.write(bytes);
    }
  }

  private void news(String text) {
    say("\r\n" + text + "\r\n");
  }

  private synchronized boolean is(Call which) {
    return call == which;
  }

  /** Has an answer left for who talked with it before: it comes with the next one. */
  public synchronized void owesAnAnswer() {
    waiting.append("\r\nOK\r\n");
  }

  // --- What the far end and the line do

  /** Waits until somebody dials that, and rings there. */
  public void ringsAt(String dialled) {
    until(dialled + " is dialled, after " + commands, () -> is(Call.DIALLED));
    synchronized (this) {
      if (!number.equals(dialled)) {
        throw new AssertionError("dialled is " + number);
      }
      call = Call.ALERTED;
      say("\u0010r");
    }
  }

  public synchronized void answers() {
    call = Call.ACTIVE;
    news("OK");
  }

  /** Nobody is reached: BUSY, for example. */
  public synchronized void fails(String said) {
    call = Call.NONE;
    news(said);
  }

  /** The exchange says so with a busy tone, for as long as we are off hook. */
  public synchronized void hangsUp() {
    busy = true;
  }

  public synchronized void calls(String from, String name) {
    call = Call.INCOMING;
    news("RING");
    if (caller) {
      news("DATE = 1127");
      news("TIME = 2130");
      news("NMBR = " + from);
      news("NAME = " + name);
    }
    news("RING");
  }

  /** Refuses to give sound so many times. */
  public synchronized void refusesSound(int times) {
    refusals = times;
  }

  /** Ends the sound by itself, and says so. */
  public synchronized void endsSound() {
    streams = false;
    write(new byte[] {DLE, 3});
    news("OK");
  }

  public void isAnswered() {
    until("the modem answers", () -> is(Call.ACTIVE));
  }

  public void isFree() {
    until("the modem hangs up, after " + commands, () -> is(Call.NONE) && !isOffHook());
  }

  private synchronized boolean isOffHook() {
    return offHook;
  }

  /** A digit, for 140 ms. */
  public synchronized void presses(char digit) {
    String told = "\u0010" + digit;
    say(manners.chatty() ? told : "\u0010/" + told + told + "\u0010~");
  }

  public List<String> commands() {
    return List.copyOf(commands);
  }

  public synchronized String digits() {
    return digits.toString();
  }

  /** How many octets of DLE were in the sound, to us and from us. */
  public synchronized List<Integer> shielded() {
    return List.of(shieldedOut, shieldedIn);
  }

  /** All that the far ends of its calls heard. */
  public synchronized short[] heard() {
    byte[] bytes = heard.toByteArray();
    short[] samples = new short[sound == Sound.SIGNED_16 ? bytes.length / 2 : bytes.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] =
          switch (sound) {
            case A_LAW -> Law.PCMA.decode(bytes[i]);
            case UNSIGNED_8 -> (short) (((bytes[i] & 0xFF) - 128) << 8);
            case SIGNED_16 -> (short) ((bytes[2 * i] & 0xFF) | bytes[2 * i + 1] << 8);
          };
    }
    return samples;
  }

  /** Waits until the far end heard so many more samples. */
  public void hearsMore(int samples) {
    int before = heard().length;
    until("the far end hears", () -> heard().length >= before + samples);
  }

  @Override
  public void close() {
    unplug();
  }
}
