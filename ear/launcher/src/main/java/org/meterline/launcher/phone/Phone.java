package org.meterline.launcher.phone;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A simulated phone over UDP. */
public final class Phone implements AutoCloseable {
  private final Account account;
  private final InetSocketAddress server;
  private final SipEnd end;
  private final String callId = UUID.randomUUID().toString();
  private int sequence = 1;
  private String reason = "";

  /**
   * @param port its own SIP port; 0 takes any
   * @param server where Meterline's SIP is
   */
  public Phone(
      InetAddress local,
      int port,
      InetSocketAddress server,
      String user,
      String domain,
      String password,
      Ladder ladder)
      throws SocketException {
    this.account = new Account(user, domain, password);
    this.server = server;
    this.end = new SipEnd(new InetSocketAddress(local, port), user, ladder);
  }

  /** Its SIP port. */
  public int port() {
    return end.local().getPort();
  }

  /** Leaves the audio of its calls, from now on, to who holds {@link Audio#channel}. */
  public void leaveAudio() {
    end.leaveAudio();
  }

  /** Who takes calls that come in. */
  public void onCall(Consumer<Dialog> callee) {
    end.onCall(callee);
  }

  /** Registers for so long, zero to unregister; returns the final status. */
  public int register(Duration expires) throws InterruptedException {
    String uri = "sip:" + account.domain();
    SipMessage answer =
        end.transact(registration(uri, expires), server, Duration.ofSeconds(32), p -> {});
    if (answer.status() == 401) {
      SipMessage again = registration(uri, expires);
      List<SipMessage.Header> headers = new ArrayList<>(again.headers());
      headers.add(account.answer(answer, "REGISTER", uri));
      answer =
          end.transact(
              new SipMessage(again.startLine(), headers, ""),
              server,
              Duration.ofSeconds(32),
              p -> {});
    }
    reason = answer.reason();
    return answer.status();
  }

  /** The Reason of the last answer to {@link #register}; empty without one. */
  public String reason() {
    return reason;
  }

  private SipMessage registration(String uri, Duration expires) {
    String self = "<sip:" + account + ">";
    return end.request(
        "REGISTER",
        uri,
        List.of(
            new SipMessage.Header("From", self + ";tag=" + callId.substring(0, 8)),
            new SipMessage.Header("To", self),
            new SipMessage.Header("Call-ID", callId),
            new SipMessage.Header("CSeq", sequence++ + " REGISTER"),
            new SipMessage.Header("Expires", Long.toString(expires.toSeconds()))),
        null);
  }

  /** Calls; returns when the far end has answered or refused. */
  public Dialog call(String dialled) throws InterruptedException {
    Dialog dialog =
        Dialog.outgoing(
            end,
            "<sip:" + account + ">",
            "sip:" + dialled + "@" + account.domain(),
            dialled,
            server);
    end.put(dialog);
    dialog.place(account);
    return dialog;
  }

  @Override
  public void close() {
    end.close();
  }
}
