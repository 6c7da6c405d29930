package org.meterline.launcher.phone;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A call that this end takes part in. */
public final class Dialog implements AutoCloseable {
  private final SipEnd end;
  private final String callId;
  private final String local;
  private final String dialled;
  private final InetSocketAddress peer;
  private final Audio audio;
  private final @Nullable SipMessage invite;
  private final CountDownLatch acknowledged = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile long endedNanos;
  private String remote;
  private String target;
  private List<String> route;
  private int sequence = 1;
  private volatile int status;
  private volatile long answeredNanos;
  private volatile String ending = "";
  private volatile String reason = "";
  private volatile boolean retry;

  private Dialog(
      SipEnd end,
      String callId,
      String local,
      String remote,
      String dialled,
      InetSocketAddress peer,
      @Nullable SipMessage invite) {
    this.end = end;
    this.callId = callId;
    this.local = local;
    this.remote = remote;
    this.dialled = dialled;
    this.target = SipMessage.uri(remote);
    this.route = List.of();
    this.peer = peer;
    this.invite = invite;
    try {
      this.audio = new Audio(end.local().getAddress(), end.movesAudio());
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Dialog incoming(SipEnd end, SipMessage invite, InetSocketAddress from) {
    Dialog dialog =
        new Dialog(
            end,
            invite.required("Call-ID"),
            invite.required("To") + ";tag=" + UUID.randomUUID(),
            invite.required("From"),
            invite.dialled(),
            from,
            invite);
    dialog.target = SipMessage.uri(invite.required("Contact"));
    dialog.route = invite.all("Record-Route");
    return dialog;
  }

  static Dialog outgoing(
      SipEnd end, String from, String uri, String dialled, InetSocketAddress peer) {
    return new Dialog(
        end,
        UUID.randomUUID().toString(),
        from + ";tag=" + UUID.randomUUID(),
        "<" + uri + ">",
        dialled,
        peer,
        null);
  }

  String callId() {
    return callId;
  }

  /** The user part of what was dialled. */
  public String dialled() {
    return dialled;
  }

  public Audio audio() {
    return audio;
  }

  /** The final status of the INVITE; 0 before. */
  public int status() {
    return status;
  }

  /** When the far end answered this end's call, on {@link System#nanoTime}; 0 before. */
  public long answeredNanos() {
    return answeredNanos;
  }

  /** How it ended, for people; empty before. */
  public String ending() {
    return ending;
  }

  /** The Reason (RFC 3326), as SIP has it, of what ended it; empty when there was none. */
  public String reason() {
    return reason;
  }

  /** Whether the refusal had a Retry-After: later it may work. */
  public boolean mayRetry() {
    return retry;
  }

  public boolean isOver() {
    return over.getCount() == 0;
  }

  /** Waits for the end; false when the time is over first. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return over.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  // ---- As the caller

  /** Sets it up; returns the final status. */
  int place(@Nullable Account account) throws InterruptedException {
    SipMessage request = invitation(null);
    SipMessage answer = transact(request);
    if ((answer.status() == 401 || answer.status() == 407) && account != null) {
      request = invitation(account.answer(answer, "INVITE", target));
      answer = transact(request);
    }
    status = answer.status();
    if (status < 300) {
      answeredNanos = System.nanoTime();
      remote = answer.required("To");
      target = SipMessage.uri(answer.required("Contact"));
      route = answer.all("Record-Route").reversed();
      acknowledge(List.of());
      audio.connect(answer.body());
    } else {
      reason = answer.reason();
      retry = answer.header("Retry-After").isPresent();
      over(answer.title());
    }
    return status;
  }

  private SipMessage transact(SipMessage request) throws InterruptedException {
    SipMessage answer = end.transact(request, peer, Duration.ofMinutes(3), provisional -> {});
    if (answer.status() >= 300) {
      remote = answer.required("To");
      acknowledge(request.headers().subList(0, 1));
      remote = "<" + target + ">";
    }
    return answer;
  }

  private SipMessage invitation(SipMessage.@Nullable Header authorization) {
    List<SipMessage.Header> headers = new ArrayList<>(common(sequence++, "INVITE"));
    if (authorization != null) {
      headers.add(authorization);
    }
    headers.add(new SipMessage.Header("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO"));
    return end.request("INVITE", target, headers, audio.sdp());
  }

  /** For a 2xx a transaction of its own; for the rest the INVITE's branch. */
  private void acknowledge(List<SipMessage.Header> via) {
    SipMessage ack = end.request("ACK", target, common(sequence - 1, "ACK"), null);
    if (!via.isEmpty()) {
      List<SipMessage.Header> headers = new ArrayList<>(ack.headers());
      headers.set(0, via.getFirst());
      ack = new SipMessage(ack.startLine(), headers, "");
    }
    end.acknowledge(ack, peer);
  }

  private List<SipMessage.Header> common(int number, String method) {
    List<SipMessage.Header> headers = new ArrayList<>();
    route.forEach(hop -> headers.add(new SipMessage.Header("Route", hop)));
    headers.add(new SipMessage.Header("From", local));
    headers.add(new SipMessage.Header("To", remote));
    headers.add(new SipMessage.Header("Call-ID", callId));
    headers.add(new SipMessage.Header("CSeq", number + " " + method));
    return headers;
  }

  // ---- As the callee

  public void ring() {
    respond(180, "Ringing", "");
  }

  public void reject(int code, String phrase) {
    status = code;
    respond(code, phrase, "");
    over(code + " " + phrase);
  }

  /** Answers, and repeats it until the caller has acknowledged. */
  public void answer() throws InterruptedException {
    SipMessage offer = invite;
    if (offer == null || isOver()) {
      return;
    }
    audio.connect(offer.body());
    status = 200;
    long interval = 500;
    for (int i = 0; i < 7 && !isOver(); i++) {
      respond(200, "OK", audio.sdp());
      if (acknowledged.await(interval, TimeUnit.MILLISECONDS)) {
        return;
      }
      interval = Math.min(interval * 2, 4_000);
    }
    over("nobody acknowledged the answer");
  }

  private void respond(int code, String phrase, String sdp) {
    SipMessage request = invite;
    if (request != null) {
      end.respond(request, peer, code, phrase, SipMessage.tag(local).orElse(""), sdp);
    }
  }

  void acknowledged() {
    acknowledged.countDown();
  }

  void cancelled() {
    if (status == 0) {
      reject(487, "Request terminated");
    }
  }

  /** A new offer within the call: hold, resume, another address. */
  void offeredAgain(SipMessage request, InetSocketAddress from) {
    if (!request.body().isEmpty()) {
      audio.connect(request.body());
    }
    end.respond(request, from, 200, "OK", "", audio.sdp());
  }

  // ---- The end

  /** Hangs up, and waits for the answer to that. */
  public void hangUp() throws InterruptedException {
    if (status >= 200 && status < 300 && !isOver()) {
      SipMessage bye = end.request("BYE", target, common(sequence++, "BYE"), null);
      over("hung up");
      end.transact(bye, peer, Duration.ofSeconds(10), provisional -> {});
    }
  }

  void hungUp(SipMessage bye) {
    reason = bye.reason();
    over("the far end hung up");
  }

  /** Whether nothing that belongs to it can come any more (RFC 3261, section 17: 64 times T1). */
  boolean forgotten() {
    return over.getCount() == 0 && System.nanoTime() - endedNanos > 32_000_000_000L;
  }

  void over(String how) {
    if (over.getCount() > 0) {
      ending = how;
      endedNanos = System.nanoTime();
      over.countDown();
      audio.close();
    }
  }

  @Override
  public void close() {
    over("closed");
    audio.close();
  }
}
