package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

/** A web site whose pages are phones, by the libraries that web sites use. */
final class PhonePages implements AutoCloseable {
  private static final Path LIBRARIES =
      Path.of("../../web/src/main/portal/node_modules").toAbsolutePath().normalize();

  private static final String PLAYING =
      """
      // Without a player, the browser decodes nothing for the ear.
      window.play = connection => {
        connection.addEventListener('track', event => {
          const sink = new Audio();
          sink.srcObject = event.streams[0];
          sink.muted = true;
          sink.play();
          window.sink = sink;
        });
        listen(connection);
      };
      """;

  /**
   * A {@link ListeningPage}. It takes every call; the title says what became of the last. After
   * {@code relay} its audio goes by TURN servers alone.
   */
  private static final String JSSIP =
      """
      <!doctype html><script src="/page/jssip.js"></script>
      <script src="/page/listening.js"></script><script src="/page/playing.js"></script><script>
      let ua, session;
      const talks = [];
      const terms = {};
      function relay(iceServers) {
        terms.pcConfig = {iceServers, iceTransportPolicy: 'relay'};
      }
      function register(server, uri, password) {
        ua = new JsSIP.UA({
          sockets: [new JsSIP.WebSocketInterface(server)], uri: uri, password: password});
        ua.on('registered', () => document.title = 'registered');
        ua.on('registrationFailed', e => document.title = 'failed: ' + e.cause);
        ua.on('newRTCSession', e => {
          session = e.session;
          session.on('confirmed', () => {
            talks.push(e.session);
            document.title = 'talking';
          });
          session.on('ended', () => document.title = 'over');
          session.on('failed', failed => document.title = 'failed: ' + failed.cause);
          if (e.originator === 'remote') {
            session.on('peerconnection', made => play(made.peerconnection));
            session.answer({mediaStream: microphone.clone(), ...terms});
          }
        });
        ua.start();
      }
      // Each has a track of its own, which is off while its call is held.
      function call(number) {
        play(ua.call(number, {mediaStream: microphone.clone(), ...terms}).connection);
      }
      const hold = on => on ? session.hold() : session.unhold();
      const press = key => session.sendDTMF(key, {transportType: 'RFC2833'});
      const refer = number => session.refer(number);
      const join = () => talks.at(-2).refer(
        talks.at(-1).remote_identity.uri, {replaces: talks.at(-1)});
      const restart = () => session.renegotiate({rtcOfferConstraints: {iceRestart: true}});
      const hangUp = () => session.terminate();
      </script>""";

  /** The same by the other library. */
  private static final String SIP_JS =
      """
      <!doctype html><script src="/page/listening.js"></script>
      <script src="/page/playing.js"></script><script type="module">
      import {Inviter, Registerer, RegistererState, SessionState, UserAgent, Web}
        from '/sip.js/lib/index.js';
      let ua;
      let last;
      const talks = [];
      const terms = {};
      window.relay = iceServers => {
        terms.peerConnectionConfiguration = {iceServers, iceTransportPolicy: 'relay'};
      };
      function follow(session) {
        let talked = false;
        last = session;
        session.delegate = {
          onSessionDescriptionHandler: handler => play(handler.peerConnection)};
        session.stateChange.addListener(state => {
          if (state === SessionState.Established) {
            talked = true;
            talks.push(session);
            document.title = 'talking';
          } else if (state === SessionState.Terminated && talked) {
            document.title = 'over';
          }
        });
      }
      window.register = async (server, uri, password) => {
        ua = new UserAgent({
          uri: UserAgent.makeURI(uri),
          authorizationUsername: uri.substring(4, uri.indexOf('@')),
          authorizationPassword: password,
          transportOptions: {server: server},
          sessionDescriptionHandlerFactoryOptions: terms,
          // It stops what it was given when a call is over.
          sessionDescriptionHandlerFactory:
            Web.defaultSessionDescriptionHandlerFactory(async () => window.microphone.clone()),
          delegate: {onInvite: invitation => {
            follow(invitation);
            invitation.accept();
          }}});
        await ua.start();
        const registerer = new Registerer(ua);
        registerer.stateChange.addListener(state => {
          if (state === RegistererState.Registered) document.title = 'registered';
        });
        await registerer.register({requestDelegate: {
          onReject: response => document.title = 'failed: ' + response.message.statusCode}});
      };
      window.call = number => {
        const target = UserAgent.makeURI(`sip:${number}@${ua.configuration.uri.host}`);
        const session = new Inviter(ua, target);
        follow(session);
        session.invite({requestDelegate: {onReject: response => {
          const status = response.message.statusCode;
          document.title = 'failed: ' + (status === 404 ? 'Not Found' : status);
        }}});
      };
      // As the library's own manager of sessions does it.
      window.hold = on => {
        last.sessionDescriptionHandlerOptionsReInvite = {hold: on};
        last.invite();
        for (const sender of last.sessionDescriptionHandler.peerConnection.getSenders()) {
          sender.track.enabled = !on;
        }
      };
      window.press = key => last.sessionDescriptionHandler.sendDtmf(key);
      window.hangUp = () => last.bye();
      window.refer = number =>
        last.refer(UserAgent.makeURI(`sip:${number}@${ua.configuration.uri.host}`));
      window.join = () => talks.at(-2).refer(talks.at(-1), {requestDelegate: {
        onReject: refused => document.title = 'failed: ' + refused.message.statusCode}});
      window.restart = () => last.invite(
        {sessionDescriptionHandlerOptions: {offerOptions: {iceRestart: true}}});
      </script>""";

  private final HttpServer site =
      SimpleFileServer.createFileServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          LIBRARIES,
          SimpleFileServer.OutputLevel.NONE);

  private final RunningMeterline meterline;

  /**
   * @param folder for what is made
   */
  PhonePages(RunningMeterline meterline, Path folder) throws Exception {
    this.meterline = meterline;
    page("/page/jssip.js", "text/javascript", bundled("jssip/lib/JsSIP.js", folder));
    page("/page/listening.js", "text/javascript", ListeningPage.SCRIPT);
    page("/page/playing.js", "text/javascript", PLAYING);
    page("/page/with-jssip", "text/html", JSSIP);
    page("/page/with-sip.js", "text/html", SIP_JS);
    site.start();
  }

  /** JsSIP comes as modules that no browser knows; whoever uses it bundles it. */
  private static String bundled(String module, Path folder) throws Exception {
    Path bundle = folder.resolve("jssip.js");
    Process bundler =
        new ProcessBuilder(
                "node",
                LIBRARIES.resolve(".bin/rolldown").toString(),
                LIBRARIES.resolve(module).toString(),
                "--format=iife",
                "--name=JsSIP",
                "--platform=browser",
                "--file=" + bundle)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("bundler.txt").toFile())
            .start();
    assertEquals(0, bundler.waitFor(), () -> "see " + folder);
    return Files.readString(bundle);
  }

  private void page(String path, String type, String text) {
    var _ =
        site.createContext(
            path,
            exchange -> {
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
              exchange.sendResponseHeaders(200, bytes.length);
              exchange.getResponseBody().write(bytes);
              exchange.close();
            });
  }

  /** As browsers name it. */
  String origin() {
    return "http://127.0.0.1:" + site.getAddress().getPort();
  }

  private URI server() {
    return URI.create(
        "ws://localhost:%d/sip/harbour.example".formatted(meterline.configuration().web().port()));
  }

  private URI secureServer() {
    int port = meterline.configuration().web().tlsPort();
    return URI.create("wss://localhost:%d/sip/harbour.example".formatted(port));
  }

  /** Opens a WebSocket as a page of an origin does, and leaves it. */
  WebSocket connect(String origin) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Origin", origin)
              .subprotocols("sip")
              .buildAsync(server(), new WebSocket.Listener() {})
              .join();
      socket.abort();
      return socket;
    }
  }

  /** Makes it the one site that the tenant allows, and waits until that is known. */
  void allow(Harbour harbour) throws Exception {
    harbour.put("origins", "{\"origins\": [\"" + origin() + "\"]}", 200);
    Patience.until("the site is allowed", Duration.ofSeconds(60), this::connects);
  }

  private boolean connects() {
    try {
      return connect(origin()).getSubprotocol().equals("sip");
    } catch (CompletionException e) {
      return false;
    }
  }

  /** Opens one of the pages and registers it as the customer's phone, once that is known. */
  void register(Page page, String path, Harbour.Customer customer) throws Exception {
    register(page, path, customer, server());
  }

  /** The same over TLS. */
  void registerSecurely(Page page, String path, Harbour.Customer customer) throws Exception {
    register(page, path, customer, secureServer());
  }

  private void register(Page page, String path, Harbour.Customer customer, URI server)
      throws Exception {
    var account =
        List.of(
            server.toString(), "sip:" + customer.user() + "@harbour.example", customer.password());
    Patience.until(
        path + " is registered",
        Duration.ofSeconds(60),
        () -> {
          page.navigate(origin() + path);
          page.waitForFunction("typeof window.register === 'function'");
          page.evaluate("([server, uri, password]) => register(server, uri, password)", account);
          page.waitForFunction("document.title !== ''");
          return page.title().equals("registered");
        });
  }

  @Override
  public void close() {
    site.stop(0);
  }
}
