package org.meterline.telephony.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.Reached;
import org.meterline.telephony.Reached.Part;
import org.meterline.telephony.media.FuzzedLeg;

/**
 * A phone, or a trunk, that has real dialogs with an engine, as caller and as callee, and sends in
 * them what was valid before it was changed. Used by one thread, which never waits for it.
 */
public final class FuzzedPhone implements AutoCloseable {
  private static final String DOMAIN = "harbour.example";

  /** Calls at a time. */
  private static final int MOST = 5;

  private final String name;
  private final int server;
  private final @Nullable String password;
  private final Random random;
  private final Rubbish rubbish;
  private final FuzzedMessages messages;
  private final FuzzedSessions sessions;
  private final Reached reached;
  private final FuzzedAnswers answers;
  private final DatagramChannel channel;
  private final ByteBuffer space = ByteBuffer.allocate(65_535);
  private final Map<String, FuzzedDialog> dialogs = new LinkedHashMap<>();
  private final Map<String, Asked> asked = new LinkedHashMap<>();
  private @Nullable String challenge;
  private int proofs;
  private boolean leaving;

  /** A request that may be challenged. */
  private record Asked(String method, String uri, String more, String body, boolean proved) {}

  /**
   * @param name its user part
   * @param password null for one that is known by its address
   */
  public FuzzedPhone(
      String name, @Nullable String password, int server, Random random, Reached reached)
      throws IOException {
    this.name = name;
    this.password = password;
    this.server = server;
    this.random = random;
    this.rubbish = new Rubbish(random);
    this.reached = reached;
    this.answers = new FuzzedAnswers(reached);
    this.sessions = new FuzzedSessions(random, reached);
    this.channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.configureBlocking(false);
    this.messages = new FuzzedMessages(name, DOMAIN, port(), random);
  }

  /** Where it is. */
  public int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  /** All ports of UDP that are its own. */
  public List<Integer> ports() throws IOException {
    List<Integer> all = new ArrayList<>(sessions.ports());
    all.add(port());
    return all;
  }

  private void send(byte[] message) throws IOException {
    int length = Math.min(message.length, 60_000);
    channel.send(
        ByteBuffer.wrap(message, 0, length),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
  }

  private void send(String message) throws IOException {
    send(message.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Changed, with its chance, or as it is. */
  private void send(String message, int oneIn) throws IOException {
    byte[] valid = message.getBytes(StandardCharsets.ISO_8859_1);
    send(!leaving && random.nextInt(oneIn) == 0 ? rubbish.mutated(valid) : valid);
  }

  /** Registers; by a way that an edge has added, or without. */
  public void register(boolean path) throws IOException {
    FuzzedDialog none = messages.begun(name);
    String more =
        RawPhone.lines("Supported: path, outbound", "Expires: 300")
            + (path ? RawPhone.lines("Path: <sip:127.0.0.1:" + port() + ";lr>") : "");
    begin("REGISTER", "sip:" + DOMAIN, none, more, "", 3);
  }

  private void begin(
      String method, String uri, FuzzedDialog of, String more, String body, int oneIn)
      throws IOException {
    asked.put(of.callId(), new Asked(method, uri, more, body, false));
    if (asked.size() > 50) {
      asked.remove(asked.keySet().iterator().next());
    }
    String proof = proof(method, uri);
    dialogs.putIfAbsent(of.callId(), of);
    of.number = 1;
    String text = messages.request(method, uri, of, 1, more + proof, body);
    of.sent = method.equals("INVITE") ? text : null;
    send(text, oneIn);
  }

  /** Credentials by the last challenge, or none. */
  private String proof(String method, String uri) {
    String by = challenge;
    String secret = password;
    return by == null || secret == null
        ? ""
        : RawPhone.credentials(
            by, Digest.SHA_256, name, secret, method, uri, "%08x".formatted(++proofs));
  }

  /** What a stranger sends too, but proved; changed. */
  public byte[] provedRubbish(String transport) throws IOException {
    String text =
        new String(rubbish.sip(transport, port(), name, name), StandardCharsets.ISO_8859_1);
    String start = text.substring(0, text.indexOf("\r\n"));
    String[] words = start.split(" ", -1);
    String proof = start.startsWith("SIP/") ? "" : proof(words[0], words[1]);
    return rubbish.mutated(
        text.replaceFirst("Authorization: [^\r]*\r\n", Matcher.quoteReplacement(proof))
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The same over UDP, from where it is. */
  public void sendProvedRubbish() throws IOException {
    send(provedRubbish("UDP"));
  }

  /** Begins a call, if there are not too many; now and then one that takes another's place. */
  public void call(String to) throws IOException {
    if (dialogs.size() >= MOST) {
      for (FuzzedDialog each : List.copyOf(dialogs.values())) {
        if (each.isStale()) {
          if (each.confirmed) {
            send(messages.next("BYE", each, "", ""));
          }
          dialogs.remove(each.callId());
          close(each);
        }
      }
      if (dialogs.size() >= MOST) {
        return;
      }
    }
    FuzzedDialog call = messages.begun(to);
    FuzzedLeg leg = sessions.open();
    call.leg = leg;
    FuzzedDialog other = random.nextInt(3) == 0 ? confirmed() : null;
    String more =
        RawPhone.lines(
                "Supported: timer, 100rel, replaces",
                "Session-Expires: " + (random.nextBoolean() ? "90" : "1800;refresher=uac"))
            + (other == null ? "" : RawPhone.lines("Replaces: " + other.replaced()));
    if (other != null) {
      call.replaces = true;
    }
    call.offersNothing = random.nextInt(12) == 0;
    String body = call.offersNothing ? "" : leg.offer();
    begin("INVITE", "sip:" + to + "@" + DOMAIN, call, more, body, 2);
  }

  private void close(FuzzedDialog dialog) {
    FuzzedLeg leg = dialog.leg;
    if (leg != null) {
      sessions.close(leg);
    }
  }

  private @Nullable FuzzedDialog confirmed() {
    List<FuzzedDialog> all = dialogs.values().stream().filter(d -> d.confirmed).toList();
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  /** Sends a packet to the media of one of its calls. */
  public void attackMedia() {
    FuzzedDialog dialog = any();
    FuzzedLeg leg = dialog == null ? null : dialog.leg;
    if (leg != null) {
      leg.attack();
    }
  }

  private @Nullable FuzzedDialog any() {
    List<FuzzedDialog> all = List.copyOf(dialogs.values());
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  /** Sends something in one of its dialogs, early or not: a request, or an answer it owes. */
  public void inDialog(String elsewhere) throws IOException {
    FuzzedDialog dialog = any();
    if (dialog == null) {
      return;
    }
    String owed = dialog.invite;
    if (owed != null && random.nextBoolean()) {
      answer(dialog, owed);
      return;
    }
    if (dialog.weCalled && !dialog.confirmed && !dialog.theirs().contains(";tag=")) {
      if (random.nextInt(4) == 0) {
        cancel(dialog);
      }
      return;
    }
    FuzzedDialog by = random.nextInt(12) == 0 ? mixed(dialog) : dialog;
    FuzzedLeg leg = dialog.leg;
    String sdp = leg == null ? sessions.plain(port()) : leg.offer();
    FuzzedDialog other = random.nextBoolean() ? confirmed() : null;
    String text =
        messages.something(by, sdp, sessions.varied(sdp), messages.referTo(elsewhere, other));
    send(text, 2);
  }

  /** Its Call-ID with the tags of another. */
  private FuzzedDialog mixed(FuzzedDialog dialog) {
    FuzzedDialog other = any();
    return other == null
        ? dialog
        : new FuzzedDialog(dialog.callId(), other.ours(), dialog.theirs(), dialog.target, true);
  }

  private void cancel(FuzzedDialog dialog) throws IOException {
    String invite = dialog.sent;
    if (invite != null) {
      send(FuzzedMessages.cancel(invite), 4);
    }
  }

  /** Takes all that has come. */
  public void listen() throws IOException {
    while (channel.receive(space.clear()) != null) {
      String message = new String(space.array(), 0, space.position(), StandardCharsets.ISO_8859_1);
      if (message.startsWith("SIP/2.0 ")) {
        response(message);
      } else if (message.contains("\r\nCSeq")) {
        requested(message);
      }
    }
  }

  private void response(String message) throws IOException {
    int status = Integer.parseInt(message.substring(8, 11));
    String cseq = String.valueOf(RawPhone.header(message, "CSeq"));
    String method = cseq.substring(cseq.indexOf(' ') + 1).strip();
    String callId = String.valueOf(RawPhone.header(message, "Call-ID"));
    Asked before = asked.get(callId);
    if (method.equals("INVITE") && status >= 300) {
      send(messages.ack(message, null), 12);
    }
    if ((status == 401 || status == 407) && before != null && password != null) {
      challenge = strongest(message, status);
      proofs = 0;
      FuzzedDialog dialog = dialogs.get(callId);
      if (!before.proved && dialog != null && !leaving) {
        asked.put(callId, new Asked(before.method, before.uri, before.more, before.body, true));
        dialog.number = 2;
        String proof = proof(before.method, before.uri);
        String again =
            messages.request(
                before.method, before.uri, dialog, 2, before.more + proof, before.body);
        dialog.sent = before.method.equals("INVITE") ? again : null;
        send(again, 3);
        return;
      }
    }
    if (method.equals("INVITE")) {
      invited(message, status, callId);
    } else {
      answers.told(message, method, status);
    }
    boolean over = method.equals("BYE") && (status == 200 || status == 481);
    if (over || (method.equals("REGISTER") && status >= 200)) {
      FuzzedDialog gone = dialogs.remove(callId);
      if (gone != null) {
        close(gone);
      }
    }
  }

  /** With one challenge of those that there are, the one of SHA-256. */
  private static String strongest(String message, int status) {
    String name = status == 407 ? "Proxy-Authenticate" : "WWW-Authenticate";
    Matcher lines = Pattern.compile("(?im)^" + name + ":[^\r]*SHA-256[^\r]*").matcher(message);
    return "SIP/2.0 " + status + " x\r\n" + (lines.find() ? lines.group() : message);
  }

  private void invited(String message, int status, String callId) throws IOException {
    FuzzedDialog dialog = dialogs.get(callId);
    if (status >= 300) {
      if (dialog != null && !dialog.confirmed) {
        dialogs.remove(callId);
        close(dialog);
      }
      return;
    }
    if (status < 200) {
      if (dialog != null && !dialog.confirmed && status > 100) {
        FuzzedDialog early = dialog.with(message);
        dialogs.put(callId, early);
        String rseq = RawPhone.header(message, "RSeq");
        if (rseq != null) {
          int invite = FuzzedDialog.number(message);
          send(
              messages.next(
                  "PRACK", early, RawPhone.lines("RAck: " + rseq + " " + invite + " INVITE"), ""));
        }
      }
      return;
    }
    answers.taken(message, dialog != null && dialog.replaces);
    FuzzedDialog known =
        (dialog == null ? new FuzzedDialog(callId, "", "", "", true) : dialog).with(message);
    boolean again = dialog != null && dialog.confirmed;
    known.confirmed = true;
    dialogs.put(callId, known);
    send(messages.ack(message, known), 12);
    FuzzedLeg leg = known.leg;
    int body = message.indexOf("\r\n\r\n");
    if (leg != null && body > 0) {
      leg.described(message.substring(body + 4));
    }
    if (again) {
      reached.once(Part.INVITED_AGAIN);
    }
    if (leaving) {
      send(messages.next("BYE", known, "", ""));
    }
  }

  private void requested(String request) throws IOException {
    String method = request.substring(0, Math.max(0, request.indexOf(' ')));
    String callId = String.valueOf(RawPhone.header(request, "Call-ID"));
    FuzzedDialog dialog = dialogs.get(callId);
    switch (method) {
      case "INVITE" -> called(request, callId, dialog);
      case "ACK" -> {
        if (dialog != null && !dialog.weCalled && password == null) {
          reached.once(Part.TRUNK_PUT_THROUGH);
        }
      }
      case "CANCEL" -> {
        send(messages.response(request, 200, "t", "", ""));
        String invite = dialog == null ? null : dialog.invite;
        if (invite != null && dialog != null) {
          dialog.invite = null;
          finish(dialog, messages.response(invite, 487, dialog.tag, "", ""));
        }
      }
      case "BYE" -> {
        send(messages.response(request, 200, "t", "", ""));
        dialogs.remove(callId);
        if (dialog != null) {
          close(dialog);
        }
      }
      default -> {
        if (method.equals("PRACK")) {
          reached.once(Part.PRACK_CAME);
        }
        int status = method.equals("REFER") ? 202 : 200;
        String sdp =
            method.equals("UPDATE") && request.contains("\r\nm=") ? sessions.plain(port()) : "";
        send(messages.response(request, status, "t", FuzzedMessages.described(sdp), sdp), 5);
      }
    }
  }

  private void called(String request, String callId, @Nullable FuzzedDialog known)
      throws IOException {
    if (known != null && request.equals(known.lastInvite)) {
      // It is sent again, and so is what it was answered with.
      String said = known.said;
      if (said != null) {
        send(said);
      }
      return;
    }
    reached.once(password == null ? Part.TRUNK_CALLED : Part.PHONE_CALLED);
    if (known != null && known.confirmed) {
      known.lastInvite = request;
      int status = random.nextInt(4) == 0 ? 488 : 200;
      String sdp = status == 200 ? sessions.plain(port()) : "";
      finish(
          known, messages.response(request, status, known.tag, FuzzedMessages.described(sdp), sdp));
      return;
    }
    if (leaving || dialogs.size() >= 2 * MOST) {
      send(messages.response(request, 486, "busy", "", ""));
      return;
    }
    String tag = messages.mint();
    FuzzedDialog call =
        new FuzzedDialog(
            callId,
            RawPhone.header(request, "To") + ";tag=" + tag,
            String.valueOf(RawPhone.header(request, "From")),
            FuzzedDialog.uri(request),
            false);
    call.tag = tag;
    call.invite = request;
    call.lastInvite = request;
    dialogs.put(callId, call);
    answer(call, request);
  }

  /** One of the answers to an INVITE: provisional, reliable, final; changed, or not. */
  private void answer(FuzzedDialog call, String invite) throws IOException {
    String sdp = sessions.plain(port());
    String varied = sessions.varied(sdp);
    switch (random.nextInt(leaving ? 1 : 10)) {
      case 0 -> {
        int status = leaving ? 486 : List.of(302, 404, 486, 488, 503, 603).get(random.nextInt(6));
        finish(call, messages.response(invite, status, call.tag, "", ""));
        call.invite = null;
      }
      case 1, 2 -> send(messages.response(invite, 180, call.tag, "", ""), 2);
      case 3 ->
          send(
              messages.response(invite, 183, call.tag, FuzzedMessages.described(varied), varied),
              2);
      case 4, 5 ->
          send(
              messages.response(
                  invite,
                  183,
                  call.tag,
                  FuzzedMessages.described(sdp)
                      + RawPhone.lines("Require: 100rel", "RSeq: " + (1 + random.nextInt(3))),
                  sdp),
              3);
      default -> {
        call.invite = null;
        call.confirmed = true;
        String timer =
            random.nextBoolean()
                ? ""
                : RawPhone.lines("Require: timer", "Session-Expires: 90;refresher=uac");
        boolean odd = random.nextInt(4) == 0;
        String body = odd ? varied : sdp;
        finish(
            call,
            messages.response(invite, 200, call.tag, timer + FuzzedMessages.described(body), body));
      }
    }
  }

  private void finish(FuzzedDialog dialog, String response) throws IOException {
    dialog.said = response;
    send(response, 4);
  }

  /** From now on every call is refused, and those that there are end. */
  public void leave() throws IOException {
    leaving = true;
    for (FuzzedDialog dialog : List.copyOf(dialogs.values())) {
      String owed = dialog.invite;
      if (owed != null) {
        answer(dialog, owed);
      } else if (dialog.confirmed) {
        send(messages.next("BYE", dialog, "", ""));
      } else if (dialog.weCalled) {
        cancel(dialog);
      }
    }
  }

  @Override
  public void close() throws IOException {
    sessions.close();
    channel.close();
  }

  @Override
  public String toString() {
    return name + " " + dialogs.size();
  }
}
