package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web site's page is a phone, by the libraries that web sites use. */
class BrowserPhoneIT extends WholeProductTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path LIBRARIES =
      Path.of("../../web/src/main/portal/node_modules").toAbsolutePath().normalize();

  private static final String JSSIP =
      """
      <!doctype html><script src="/page/jssip.js"></script><script>
      function register(server, uri, password) {
        const ua = new JsSIP.UA({
          sockets: [new JsSIP.WebSocketInterface(server)], uri: uri, password: password});
        ua.on('registered', () => document.title = 'registered');
        ua.on('registrationFailed', e => document.title = 'failed: ' + e.cause);
        ua.start();
      }
      </script>""";

  private static final String SIP_JS =
      """
      <!doctype html><script type="module">
      import {Registerer, RegistererState, UserAgent} from '/sip.js/lib/index.js';
      window.register = async (server, uri, password) => {
        const ua = new UserAgent({
          uri: UserAgent.makeURI(uri),
          authorizationUsername: uri.substring(4, uri.indexOf('@')),
          authorizationPassword: password,
          transportOptions: {server: server}});
        await ua.start();
        const registerer = new Registerer(ua);
        registerer.stateChange.addListener(state => {
          if (state === RegistererState.Registered) document.title = 'registered';
        });
        await registerer.register({requestDelegate: {
          onReject: response => document.title = 'failed: ' + response.message.statusCode}});
      };
      </script>""";

  @TempDir static Path folder;
  private static HttpServer site;
  private static Chromium chromium;
  private final Harbour harbour = new Harbour(meterline());

  @BeforeAll
  static void start() throws Exception {
    site =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            LIBRARIES,
            SimpleFileServer.OutputLevel.NONE);
    page("/page/jssip.js", "text/javascript", bundled("jssip/lib/JsSIP.js"));
    page("/page/with-jssip", "text/html", JSSIP);
    page("/page/with-sip.js", "text/html", SIP_JS);
    site.start();
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    site.stop(0);
  }

  /** JsSIP comes as modules that no browser knows; whoever uses it bundles it. */
  private static String bundled(String module) throws Exception {
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

  private static void page(String path, String type, String text) {
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

  private static String origin() {
    return "http://127.0.0.1:" + site.getAddress().getPort();
  }

  private static URI server() {
    URI web = meterline().configuration().web().url();
    return URI.create(web.toString().replaceFirst("^http", "ws") + "/sip/harbour.example");
  }

  private static WebSocket connect(String origin) {
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

  private static int refusal(String origin) {
    CompletionException no = assertThrows(CompletionException.class, () -> connect(origin));
    return no.getCause() instanceof WebSocketHandshakeException handshake
        ? handshake.getResponse().statusCode()
        : 0;
  }

  private static boolean connects(String origin) {
    try {
      return connect(origin).getSubprotocol().equals("sip");
    } catch (CompletionException e) {
      return false;
    }
  }

  @Test
  void aPageOfAnAllowedSiteIsAPhoneWhileItIsOpen() throws Exception {
    assertEquals(403, refusal(origin()), "nobody has allowed it yet");
    harbour.put("origins", "{\"origins\": [\"" + origin() + "\"]}", 200);
    Patience.until("the site is allowed", LIMIT, () -> connects(origin()));
    assertEquals(403, refusal("https://elsewhere.example"));

    Harbour.Customer customer = harbour.customer("0");
    try (var _ = harbour.phone(customer)) {
      assertEquals(1, registrations(customer), "the account is known");
    }
    registersAndGoes("/page/with-jssip", customer);
    registersAndGoes("/page/with-sip.js", customer);
  }

  private void registersAndGoes(String path, Harbour.Customer customer) throws Exception {
    try (BrowserContext context = chromium.context()) {
      Page page = context.newPage();
      page.navigate(origin() + path);
      page.waitForFunction("typeof window.register === 'function'");
      page.evaluate(
          "([server, uri, password]) => register(server, uri, password)",
          List.of(
              server().toString(),
              "sip:" + customer.user() + "@harbour.example",
              customer.password()));
      page.waitForFunction("document.title !== ''");
      assertEquals("registered", page.title(), path);
      Patience.until("it is bound", LIMIT, () -> browsers(customer) == 1);
    }
    Patience.until("nothing is left of it", LIMIT, () -> browsers(customer) == 0);
  }

  private long browsers(Harbour.Customer customer) throws Exception {
    return bindings(customer, " and transport = 'ws'");
  }

  private long registrations(Harbour.Customer customer) throws Exception {
    Patience.until("it is stored", LIMIT, () -> bindings(customer, "") > 0);
    return bindings(customer, "");
  }

  private long bindings(Harbour.Customer customer, String more) throws Exception {
    return harbour.count(
        "select count(*) from binding where phone = '" + customer.phone() + "'" + more);
  }
}
