package org.meterline.telephony.identity;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who sign calls elsewhere: certificates by openssl, PASSporTs by PyJWT, and a web server
 * that the certificates are fetched from.
 */
public final class Signers implements AutoCloseable {
  /** Debian's, which knows Debian's PyJWT. */
  private static final String PYTHON = "/usr/bin/python3";

  private final Path folder;
  private final HttpServer server;
  private final Map<String, byte[]> served = new ConcurrentHashMap<>();

  /** How often anything was asked for. */
  public final AtomicInteger asked = new AtomicInteger();

  /** Said with each certificate. */
  public volatile String cacheControl = "max-age=3600";

  /** Makes an authority {@code ca}. */
  public Signers(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    try (InputStream in = Signers.class.getResourceAsStream("/identity/passport.py")) {
      Files.write(folder.resolve("passport.py"), in.readAllBytes());
    }
    authority("ca");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = served.get(exchange.getRequestURI().getPath().substring(1));
          exchange.getResponseHeaders().set("Cache-Control", cacheControl);
          exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
          if (body != null) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  /** Where it is fetched from. */
  public String x5u(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Serves something in the place of a certificate. */
  public void serve(String name, byte[] body) {
    served.put(name, body);
  }

  public void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem",
        "-subj",
        "/CN=" + name,
        "-days",
        "100",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign");
  }

  /**
   * A signer with a certificate, which is served.
   *
   * @param list the entries of its TNAuthList as openssl writes them; none for no list
   */
  public void signer(String name, String authority, int days, String... list) throws Exception {
    List<String> extensions = new ArrayList<>(List.of("basicConstraints=CA:FALSE"));
    if (list.length > 0) {
      extensions.add("1.3.6.1.5.5.7.1.26=ASN1:SEQUENCE:list");
      extensions.add("[list]");
      extensions.addAll(List.of(list));
    }
    Files.write(file(name + ".cnf"), extensions);
    openssl(
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr",
        "-subj",
        "/CN=SHAKEN " + name);
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-days",
        Integer.toString(days),
        "-extfile",
        name + ".cnf",
        "-out",
        name + ".pem");
    Files.setPosixFilePermissions(
        file(name + ".key"), PosixFilePermissions.fromString("rw-------"));
    serve(name, Files.readAllBytes(file(name + ".pem")));
  }

  /** The token of these claims, by PyJWT. */
  public String token(String signer, String header, String claims) throws Exception {
    return run(PYTHON, "passport.py", "sign", signer + ".key", x5u(signer), header, claims).strip();
  }

  /** An Identity header's value as SHAKEN has it. */
  public String shaken(String signer, String caller, String called, long iat) throws Exception {
    String claims =
        """
        {"attest":"A","dest":{"tn":["%s"]},"iat":%d,"orig":{"tn":"%s"},\
        "origid":"123e4567-e89b-12d3-a456-426655440000"}\
        """
            .formatted(called, iat, caller);
    return identity(token(signer, "{\"ppt\":\"shaken\"}", claims), signer, "shaken");
  }

  public String diverted(String signer, String caller, String from, String to, long iat)
      throws Exception {
    String claims =
        """
        {"dest":{"tn":["%s"]},"div":{"tn":"%s"},"iat":%d,"orig":{"tn":"%s"}}\
        """
            .formatted(to, from, iat, caller);
    return identity(token(signer, "{\"ppt\":\"div\"}", claims), signer, "div");
  }

  public String identity(String token, String signer, String kind) {
    return token + ";info=<" + x5u(signer) + ">;alg=ES256;ppt=\"" + kind + "\"";
  }

  /** What a token of ours says, judged by PyJWT: header and claims, each on a line. */
  public List<String> judged(String signer, String token) throws Exception {
    return run(PYTHON, "passport.py", "verify", signer + ".pem", token).lines().toList();
  }

  private void openssl(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    run(command.toArray(String[]::new));
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + " says\n" + said);
    }
    return said;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
