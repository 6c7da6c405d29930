package org.meterline.launcher.phone;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The far end of the demo trunk: answers every number that Meterline sends, and can call in.
 *
 * <p>What a called number's last digits ask for: {@code 486}, {@code 404} or {@code 503} refuse it
 * so, {@code 408} lets it ring for ever, {@code 605} and the like hang up five seconds after the
 * answer (600 to 659). All others are answered after a second, hear a tone for a second and then
 * themselves, and are hung up after five minutes.
 *
 * <p>A MESSAGE request whose body is a number makes it call that number in.
 */
public final class Carrier implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final String NUMBER = "+4940123456";

  private final SipEnd end;
  private final InetSocketAddress meterline;

  /**
   * @param meterline where Meterline's SIP is
   */
  public Carrier(InetAddress local, int port, InetSocketAddress meterline) throws SocketException {
    this.meterline = meterline;
    this.end = new SipEnd(new InetSocketAddress(local, port), "carrier", Ladder.discarding());
    end.onCall(this::take);
    end.onMessage(message -> callIn(message.body().strip()));
  }

  /** Its SIP port. */
  public int port() {
    return end.local().getPort();
  }

  /** Calls a number of Meterline; returns when it has been answered or refused. */
  public Dialog call(String caller, String number) throws InterruptedException {
    Dialog dialog =
        Dialog.outgoing(
            end,
            "<sip:" + caller + "@" + end.address() + ">",
            "sip:"
                + number
                + "@"
                + meterline.getAddress().getHostAddress()
                + ":"
                + meterline.getPort(),
            number,
            meterline);
    end.put(dialog);
    dialog.place(null);
    return dialog;
  }

  private void callIn(String number) {
    try {
      Dialog dialog = call(NUMBER, number);
      if (dialog.status() < 300) {
        dialog.audio().tone(440);
        dialog.awaitEnd(Duration.ofMinutes(1));
        dialog.hangUp();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Dialog dialog) {
    try {
      int ask = lastThree(dialog.dialled());
      switch (ask) {
        case 404 -> dialog.reject(404, "Not found");
        case 486 -> dialog.reject(486, "Busy here");
        case 503 -> dialog.reject(503, "Service unavailable");
        case 408 -> {
          dialog.ring();
          dialog.awaitEnd(LONGEST);
        }
        default -> talk(dialog, ask >= 600 && ask < 660 ? Duration.ofSeconds(ask - 600L) : LONGEST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      System.err.println("A call to " + dialog.dialled().length() + " digits failed: " + e);
    } finally {
      dialog.close();
    }
  }

  private static void talk(Dialog dialog, Duration length) throws InterruptedException {
    dialog.ring();
    if (dialog.awaitEnd(Duration.ofSeconds(1))) {
      return;
    }
    dialog.answer();
    dialog.audio().tone(1_000);
    if (!dialog.awaitEnd(Duration.ofSeconds(1))) {
      dialog.audio().echo();
      dialog.awaitEnd(length.minusSeconds(1));
    }
    dialog.hangUp();
  }

  private static int lastThree(String number) {
    String digits = number.replaceAll("\\D", "");
    return digits.length() < 3 ? 0 : Integer.parseInt(digits.substring(digits.length() - 3));
  }

  @Override
  public void close() {
    end.close();
  }

  /** Arguments: its own port, Meterline's SIP address, Meterline's SIP port. */
  public static void main(String[] arguments) throws Exception {
    InetSocketAddress meterline =
        new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2]));
    try (Carrier carrier =
        new Carrier(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]), meterline)) {
      System.out.println("The demo carrier listens on UDP port " + carrier.port());
      new CountDownLatch(1).await();
    }
  }
}
