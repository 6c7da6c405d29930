package org.meterline.telephony.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.identity.Verification.Problem;

/** Signing, judged by PyJWT; and verifying what PyJWT signed, with certificates by openssl. */
class IdentitiesTest {
  private static final String CALLER = "+491701234567";
  private static final String CALLED = "+4930555100";
  private static final String PLAIN_CALLER = CALLER.substring(1);
  private static final String PLAIN_CALLED = CALLED.substring(1);
  private static final String PROVIDER = "spc=EXPLICIT:0,IA5STRING:1234";

  @TempDir static Path folder;
  private static Signers signers;

  /** A little later than it is: certificates that are made meanwhile are valid already. */
  private final Instant now = Instant.now().plusSeconds(60);

  private final AtomicLong nanos = new AtomicLong();
  private final Identities identities = identities(null, Duration.ofSeconds(20));

  @BeforeAll
  static void certificates() throws Exception {
    signers = new Signers(folder);
    signers.signer("sp", "ca", 30, PROVIDER);
    signers.signer("old", "ca", -1, PROVIDER);
    signers.signer("nobody", "ca", 30);
    signers.authority("stranger");
    signers.signer("untrusted", "stranger", 30, PROVIDER);
    signers.signer("one", "ca", 30, "one=EXPLICIT:2,IA5STRING:" + PLAIN_CALLER);
    signers.signer(
        "range",
        "ca",
        30,
        "range=EXPLICIT:1,SEQUENCE:range",
        "[range]",
        "start=IA5STRING:491701234560",
        "count=INTEGER:8");
  }

  @AfterAll
  static void stop() {
    signers.close();
  }

  @AfterEach
  void close() {
    identities.close();
    signers.cacheControl = "max-age=3600";
  }

  private Identities identities(@Nullable String signer, Duration patience) {
    return new Identities(
        new IdentitySettings(
            signer == null ? null : folder.resolve(signer + ".key"),
            signer == null ? null : folder.resolve(signer + ".pem"),
            "https://phones.example/stir/{name}.pem",
            "a secret",
            folder.resolve("ca.pem"),
            patience,
            true),
        () -> now,
        () -> System.nanoTime() + nanos.get());
  }

  private Verification verified(Identities by, String callId, List<String> headers)
      throws Exception {
    CompletableFuture<Verification> answer = new CompletableFuture<>();
    by.claim(headers, CALLER, CALLED, callId, now, false).check(answer::complete);
    return answer.get(60, TimeUnit.SECONDS);
  }

  private Verification verified(String... headers) throws Exception {
    return verified(identities, UUID.randomUUID().toString(), List.of(headers));
  }

  private String shaken(String signer) throws Exception {
    return signers.shaken(signer, PLAIN_CALLER, PLAIN_CALLED, now.getEpochSecond());
  }

  private void fails(Problem problem, String... headers) throws Exception {
    Verification found = verified(headers);
    assertEquals(problem, found.problem(), found::words);
    assertEquals(Verification.Status.FAILED, found.status());
  }

  // --- Verifying

  @Test
  void aGoodOne() throws Exception {
    assertEquals(Verification.passed(Attestation.A), verified(shaken("sp")));
    assertEquals(Verification.passed(Attestation.A), verified(shaken("one")), "for one number");
    assertEquals(Verification.passed(Attestation.A), verified(shaken("range")), "for a range");
    assertEquals(
        Verification.passed(Attestation.A),
        verified("nonsense", shaken("sp")),
        "one of several is enough");
  }

  @Test
  void whatWasChangedOnTheWay() throws Exception {
    String good = shaken("sp");
    int second = good.indexOf('.', good.indexOf('.') + 1);
    char other = good.charAt(second + 5) == 'A' ? 'B' : 'A';
    fails(
        Problem.WRONG_SIGNATURE,
        good.substring(0, second + 5) + other + good.substring(second + 6));
    String claims = good.substring(good.indexOf('.') + 1, second);
    String attested =
        Passport.encoded(
            new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8)
                .replace("3e4567", "3e4568"));
    fails(Problem.WRONG_SIGNATURE, good.replace(claims, attested));
  }

  @Test
  void whatWasSignedForOthersOrLongAgo() throws Exception {
    long seconds = now.getEpochSecond();
    fails(Problem.STALE, signers.shaken("sp", PLAIN_CALLER, PLAIN_CALLED, seconds - 61));
    fails(Problem.STALE, signers.shaken("sp", PLAIN_CALLER, PLAIN_CALLED, seconds + 61));
    fails(Problem.WRONG_CALLER, signers.shaken("sp", "4930110", PLAIN_CALLED, seconds));
    fails(Problem.WRONG_CALLEE, signers.shaken("sp", PLAIN_CALLER, "4930999", seconds));
  }

  @Test
  void certificatesThatDoNotDo() throws Exception {
    fails(Problem.EXPIRED, shaken("old"));
    fails(Problem.UNTRUSTED, shaken("untrusted"));
    fails(Problem.NOT_AUTHORIZED, shaken("nobody"));
    long seconds = now.getEpochSecond();
    CompletableFuture<Verification> other = new CompletableFuture<>();
    identities
        .claim(
            List.of(signers.shaken("range", "491701234568", PLAIN_CALLED, seconds)),
            "+491701234568",
            CALLED,
            "x",
            now,
            false)
        .check(other::complete);
    assertEquals(Problem.NOT_AUTHORIZED, other.get(60, TimeUnit.SECONDS).problem());
  }

  @Test
  void whereNoCertificateIs() throws Exception {
    String good = shaken("sp");
    signers.serve("rubbish", new byte[1_000]);
    signers.serve("large", new byte[200_000]);
    for (String name : List.of("missing", "rubbish", "large")) {
      String claims =
          """
          {"attest":"B","dest":{"tn":["%s"]},"iat":%d,"orig":{"tn":"%s"},"origid":"x"}\
          """
              .formatted(PLAIN_CALLED, now.getEpochSecond(), PLAIN_CALLER);
      Files.copy(
          signers.file("sp.key"), signers.file(name + ".key"), StandardCopyOption.REPLACE_EXISTING);
      fails(
          Problem.NO_CERTIFICATE,
          signers.identity(signers.token(name, "{\"ppt\":\"shaken\"}", claims), name, "shaken"));
    }
    try (var guarded =
        new Identities(
            new IdentitySettings(
                null, null, "", "", folder.resolve("ca.pem"), Duration.ofSeconds(20), false),
            () -> now,
            System::nanoTime)) {
      assertEquals(
          Problem.NO_CERTIFICATE,
          verified(guarded, "x", List.of(good)).problem(),
          "plain http on this machine is not asked");
    }
  }

  @Test
  void rubbish() throws Exception {
    fails(Problem.UNREADABLE, "x".repeat(200_000));
    fails(Problem.UNREADABLE, "..");
    fails(Problem.UNREADABLE, "a.b.c;info=<https://x>");
    String good = shaken("sp");
    fails(Problem.WRONG_ALGORITHM, good.replace("alg=ES256", "alg=none"));
    String none = Passport.encoded("{\"alg\":\"none\",\"typ\":\"passport\",\"x5u\":\"https://x\"}");
    fails(Problem.WRONG_ALGORITHM, none + good.substring(good.indexOf('.')));
  }

  @Test
  void nothingToCheck() throws Exception {
    assertEquals(Problem.NO_IDENTITY, verified().problem());
    String claims =
        """
        {"dest":{"tn":["%s"]},"iat":%d,"orig":{"tn":"%s"},"rph":{"ets":["x.0"]}}\
        """
            .formatted(PLAIN_CALLED, now.getEpochSecond(), PLAIN_CALLER);
    Verification other =
        verified(signers.identity(signers.token("sp", "{\"ppt\":\"rph\"}", claims), "sp", "rph"));
    assertEquals(Verification.none(Problem.UNKNOWN_KIND, "rph"), other);
  }

  @Test
  void theSameWithAnotherCall() throws Exception {
    List<String> good = List.of(shaken("sp"));
    assertTrue(verified(identities, "one", good).passed());
    assertTrue(verified(identities, "one", good).passed(), "another branch of the same call");
    assertEquals(Problem.REPLAYED, verified(identities, "two", good).problem());
  }

  @Test
  void theCompactForm() throws Exception {
    String claims =
        """
        {"dest":{"tn":["%s"]},"iat":%d,"orig":{"tn":"%s"}}\
        """
            .formatted(PLAIN_CALLED, now.getEpochSecond(), PLAIN_CALLER);
    var full =
        new Passport(
            "",
            signers.x5u("sp"),
            PLAIN_CALLER,
            List.of(PLAIN_CALLED),
            now.getEpochSecond(),
            null,
            null,
            null);
    assertEquals(claims, full.claims());
    String signature = Es256.sign(Pem.key(Files.readString(signers.file("sp.key"))), full.signed());
    Verification found = verified(".." + signature + ";info=<" + signers.x5u("sp") + ">;alg=ES256");
    assertEquals(Verification.passed(null), found);
  }

  @Test
  void whoSentTheCallOnSignsThat() throws Exception {
    long seconds = now.getEpochSecond();
    String first = signers.shaken("sp", PLAIN_CALLER, "4930110", seconds);
    fails(Problem.WRONG_CALLEE, first);
    String one = signers.diverted("sp", PLAIN_CALLER, "4930110", "4930220", seconds);
    String two = signers.diverted("sp", PLAIN_CALLER, "4930220", PLAIN_CALLED, seconds);
    fails(Problem.WRONG_CALLEE, first, two);
    assertEquals(Verification.passed(Attestation.A), verified(two, first, one));
    String forged = signers.diverted("untrusted", PLAIN_CALLER, "4930110", PLAIN_CALLED, seconds);
    fails(Problem.WRONG_CALLEE, first, forged);
  }

  @Test
  void manyCallsWaitForOneFetch() throws Exception {
    int before = signers.asked.get();
    List<CompletableFuture<Verification>> all = new ArrayList<>();
    List<String> good = List.of(shaken("sp"));
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Verification> answer = new CompletableFuture<>();
      all.add(answer);
      identities.claim(good, CALLER, CALLED, "one", now, false).check(answer::complete);
    }
    for (CompletableFuture<Verification> each : all) {
      assertTrue(each.get(60, TimeUnit.SECONDS).passed());
    }
    assertEquals(1, signers.asked.get() - before);
    nanos.addAndGet(Duration.ofMinutes(61).toNanos());
    assertTrue(verified(shaken("sp")).passed());
    assertEquals(2, signers.asked.get() - before, "it was good for an hour");
  }

  @Test
  void howLongAnAnswerIsGood() {
    assertEquals(Duration.ofHours(1), Certificates.good(""));
    assertEquals(Duration.ofMinutes(10), Certificates.good("public, Max-Age=600"));
    assertEquals(Duration.ofDays(1), Certificates.good("max-age=999999999"));
    assertEquals(Duration.ofSeconds(30), Certificates.good("no-store"));
    assertEquals(Duration.ofSeconds(30), Certificates.good("max-age=0"));
  }

  @Test
  void aCallWaitsNoLongerThanItMay() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var hurried = identities(null, Duration.ofMillis(200))) {
      var passport =
          new Passport(
              "shaken",
              "http://127.0.0.1:" + silent.getLocalPort() + "/x",
              PLAIN_CALLER,
              List.of(PLAIN_CALLED),
              now.getEpochSecond(),
              Attestation.A,
              "x",
              null);
      String header =
          IdentityHeader.of(passport.signed() + ".c2ln", passport.x5u(), passport.kind());
      Verification found = verified(hurried, "x", List.of(header));
      assertFalse(found.passed());
      assertNotEquals(Problem.WRONG_SIGNATURE, found.problem());
    }
  }

  // --- Signing

  private static Vouched vouched(Attestation attestation, String origin) {
    return new Vouched(CALLER, CALLED, attestation, origin, List.of(), null);
  }

  private static String token(String header) {
    return header.substring(0, header.indexOf(';'));
  }

  @Test
  void whatWeSignIsGoodByOthers() throws Exception {
    try (var own = identities("sp", Duration.ofSeconds(20))) {
      Identities.Signed signed = own.sign(vouched(Attestation.B, "harbour")).orElseThrow();
      String header = signed.identities().getFirst();
      String name = own.state().signing().replaceAll(".*/|\\.pem", "");
      String x5u = "https://phones.example/stir/" + name + ".pem";
      assertTrue(header.endsWith(";info=<" + x5u + ">;alg=ES256;ppt=shaken"), header);
      List<String> judged = signers.judged("sp", token(header));
      assertEquals(
          """
          {"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": "%s"}\
          """
              .formatted(x5u),
          judged.get(0));
      String origid = judged.get(1).replaceAll(".*\"origid\": \"|\".*", "");
      assertEquals(
          """
          {"attest": "B", "dest": {"tn": ["%s"]}, "iat": %d, "orig": {"tn": "%s"}, "origid": "%s"}\
          """
              .formatted(PLAIN_CALLED, now.getEpochSecond(), PLAIN_CALLER, origid),
          judged.get(1));
      assertEquals(8, UUID.fromString(origid).version());
      assertTrue(
          signers
              .judged(
                  "sp",
                  token(
                      own.sign(vouched(Attestation.A, "harbour"))
                          .orElseThrow()
                          .identities()
                          .get(0)))
              .get(1)
              .contains(origid),
          "it is the same again");
      assertEquals(
          Files.readString(folder.resolve("sp.pem")).strip(),
          own.chain(name).orElseThrow().strip());
      assertTrue(own.chain("another").isEmpty());
    }
  }

  @Test
  void whoSendsOnAddsThat() throws Exception {
    try (var own = identities("sp", Duration.ofSeconds(20))) {
      String first = shaken("sp");
      Identities.Signed signed =
          own.sign(new Vouched(CALLER, "+49301", Attestation.C, "harbour", List.of(first), CALLED))
              .orElseThrow();
      assertEquals(first, signed.identities().get(0));
      assertEquals(
          """
          {"dest": {"tn": ["49301"]}, "div": {"tn": "%s"}, "iat": %d, "orig": {"tn": "%s"}}\
          """
              .formatted(PLAIN_CALLED, now.getEpochSecond(), PLAIN_CALLER),
          signers.judged("sp", token(signed.identities().get(1))).get(1));
    }
  }

  @Test
  void keysThatDoNotDo() throws Exception {
    for (String name : List.of("old", "mixed", "open", "absent")) {
      if (name.equals("mixed")) {
        Files.copy(signers.file("sp.key"), signers.file("mixed.key"));
        Files.copy(signers.file("one.pem"), signers.file("mixed.pem"));
      } else if (name.equals("open")) {
        Files.copy(signers.file("sp.key"), signers.file("open.key"));
        Files.copy(signers.file("sp.pem"), signers.file("open.pem"));
        Files.setPosixFilePermissions(
            signers.file("open.key"), PosixFilePermissions.fromString("rw-r--r--"));
      }
      try (var own = identities(name, Duration.ofSeconds(20))) {
        assertTrue(own.sign(vouched(Attestation.A, "x")).isEmpty(), name);
        assertFalse(own.state().signs(), name);
      }
    }
  }

  @Test
  void aNewKeyIsTakenWhenTheFilesChange() throws Exception {
    Files.copy(signers.file("sp.key"), signers.file("live.key"));
    Files.copy(signers.file("sp.pem"), signers.file("live.pem"));
    Files.setPosixFilePermissions(
        signers.file("live.key"), PosixFilePermissions.fromString("rw-------"));
    try (var own = identities("live", Duration.ofSeconds(20))) {
      String before = own.state().signing();
      signers.signer("live", "ca", 30, PROVIDER);
      nanos.addAndGet(Duration.ofSeconds(10).toNanos());
      String after = own.state().signing();
      assertNotEquals(before, after);
      String header = own.sign(vouched(Attestation.A, "x")).orElseThrow().identities().getFirst();
      assertEquals(2, signers.judged("live", token(header)).size());
      assertTrue(own.chain(before.replaceAll(".*/|\\.pem", "")).isPresent(), "it is served still");
    }
  }
}
