package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.server.House.only;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.identity.Attestation;
import org.meterline.telephony.identity.IdentitySettings;
import org.meterline.telephony.identity.Signers;
import org.meterline.telephony.identity.Verification;
import org.meterline.telephony.identity.Verification.Problem;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** Calls whose callers are signed, from phone to carrier and back, with sipp at both ends. */
class IdentityCallTest {
  private static final String CALLER = "491701234567";

  @TempDir private static Path folder;
  private static Signers signers;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    signers = new Signers(folder.resolve("signers"));
    signers.signer("sp", "ca", 30, "spc=EXPLICIT:0,IA5STRING:1234");
    signers.signer("old", "ca", -1, "spc=EXPLICIT:0,IA5STRING:1234");
    house =
        new House(
            folder,
            List.of(),
            new IdentitySettings(
                signers.file("sp.key"),
                signers.file("sp.pem"),
                "https://phones.example/stir/{name}.pem",
                "a secret",
                signers.file("ca.pem"),
                Duration.ofSeconds(20),
                true));
    house.callerId("101", "+4930555101", true);
    house.callerId("102", "+4930999102", false);
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
    signers.close();
  }

  @BeforeEach
  void noTrunks() {
    house.forget();
    house.trunks.clear();
  }

  private static Trunk trunk(String name, int port) {
    return new Trunk(name, "127.0.0.1", port, "udp", List.of(""));
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  /** The values of that header in the first INVITE that the far end received. */
  private static List<String> headers(Sipp received, String name) throws Exception {
    String all = received.messages().replace("\r", "");
    String invite = all.substring(all.indexOf("INVITE sip:"));
    invite = invite.substring(0, invite.indexOf("\n\n"));
    Matcher line = Pattern.compile("(?m)^" + name + ": (.*)$").matcher(invite);
    List<String> values = new ArrayList<>();
    while (line.find()) {
      values.add(line.group(1).strip());
    }
    return values;
  }

  private static String token(String header) {
    return header.substring(0, header.indexOf(';'));
  }

  private String claimsOfACallBy(String user, String to) throws Exception {
    List<String> identity = identitiesOfACallBy(user, to);
    assertEquals(1, identity.size());
    return signers.judged("sp", token(identity.getFirst())).get(1);
  }

  private List<String> identitiesOfACallBy(String user, String to) throws Exception {
    try (var carrier = Sipp.scenario("uas.xml").start()) {
      house.trunks.add(
          trunk("signed", carrier.port()).with(Trunk.Signing.OWN, Trunk.Unverified.MARKED));
      try (var caller =
          Sipp.scenario("uac.xml")
              .to(house.port())
              .user(user, House.password(user))
              .set("domain", House.DOMAIN)
              .set("to", to)
              .option("-d", "200")
              .start()) {
        caller.succeeds(1);
      }
      carrier.succeeds(1);
      List<String> identity = headers(carrier, "Identity");
      assertEquals(identity.size(), headers(carrier, "Date").size());
      return identity;
    }
  }

  @Test
  void aCarrierGetsOurSignature() throws Exception {
    String claims = claimsOfACallBy("101", "+4930555801");
    assertTrue(
        claims.startsWith("{\"attest\": \"A\", \"dest\": {\"tn\": [\"4930555801\"]}"), claims);
    assertTrue(claims.contains("\"orig\": {\"tn\": \"4930555101\"}"), claims);
  }

  @Test
  void aNumberThatIsNotTheTenantsIsNeitherShownNorSigned() throws Exception {
    assertEquals(List.of(), identitiesOfACallBy("102", "+4930555802"));
  }

  /** What is known of the caller of a call from outside with this header. */
  private Verification comes(String identity, String to, Trunk.Unverified others, boolean taken)
      throws Exception {
    int port = Sipp.freePort();
    house.trunks.add(trunk("carrier", port).with(Trunk.Signing.NONE, others));
    try (var caller =
        Sipp.scenario(taken ? "uac-identity.xml" : "uac-identity-refused.xml")
            .to(house.port())
            .at(port)
            .set("domain", "127.0.0.1")
            .set("to", to)
            .set("from", "+" + CALLER)
            .set("identity", identity)
            .option("-d", "200")
            .start()) {
      caller.succeeds(1);
    }
    return only(house.call(to), CallFact.CallerChecked.class).verification();
  }

  private String good(String to) throws Exception {
    return signers.shaken("sp", CALLER, to.substring(1), now());
  }

  @Test
  void aPhoneIsToldThatTheCallerIsVerified() throws Exception {
    String to = "+4930555811";
    house.extension(to, "103");
    try (var phone = Sipp.scenario("uas.xml").start()) {
      house.register("103", phone, 300);
      Verification found = comes(good(to), to, Trunk.Unverified.MARKED, true);
      assertEquals(Attestation.A, found.attestation(), found::words);
      phone.succeeds(1);
      assertEquals(
          List.of(
              "<sip:+" + CALLER + ";verstat=TN-Validation-Passed@" + House.DOMAIN + ";user=phone>"),
          headers(phone, "P-Asserted-Identity"));
      assertEquals(List.of("A"), headers(phone, "Attestation-Info"));
      house.register("103", phone, 0);
    }
  }

  @Test
  void aProgramIsToldWhyNot() throws Exception {
    String to = "+4930555821";
    house.shell(
        to,
        "while read -r line && [ -n \"$line\" ]; do :; done",
        "get() { echo \"GET VARIABLE $1\"; read -r answer; echo \"$answer\" >&2; }",
        "echo ANSWER; read -r answer",
        "get CALLER_VERSTAT; get CALLER_ATTESTATION; get CALLER_UNVERIFIED",
        "echo 'WAIT FOR DIGIT 5000'; read -r answer");
    Verification found =
        comes(
            signers.shaken("sp", "4930110", to.substring(1), now()),
            to,
            Trunk.Unverified.MARKED,
            true);
    assertEquals(Problem.WRONG_CALLER, found.problem());
    assertEquals(
        List.of(
            "200 result=1 (TN-Validation-Failed)",
            "200 result=1 ()",
            "200 result=1 (wrong-caller)"),
        only(house.call(to), CallFact.ProgramEnded.class).standardError().lines().toList());
  }

  @Test
  void whoIsNotVerifiedIsRefusedWhereThatIsWanted() throws Exception {
    String to = "+4930555831";
    house.extension(to, "103");
    long stale = now() - 100;
    refused(Problem.STALE, 403, signers.shaken("sp", CALLER, to.substring(1), stale), to + "1");
    refused(Problem.EXPIRED, 437, null, to + "2");
    refused(Problem.UNREADABLE, 438, "x".repeat(9_000), to + "3");
    refused(Problem.NO_CERTIFICATE, 436, null, to + "4");
    refused(Problem.UNKNOWN_KIND, 428, null, to + "5");
  }

  private void refused(Problem problem, int status, @Nullable String given, String to)
      throws Exception {
    house.extension(to, "103");
    String plain = to.substring(1);
    String identity =
        switch (problem) {
          case EXPIRED -> signers.shaken("old", CALLER, plain, now());
          case NO_CERTIFICATE ->
              signers.shaken("sp", CALLER, plain, now()).replace("http", "https");
          case UNKNOWN_KIND ->
              signers.identity(
                  signers.token(
                      "sp",
                      "{\"ppt\":\"rcd\"}",
                      """
                      {"dest":{"tn":["%s"]},"iat":%d,"orig":{"tn":"%s"}}\
                      """
                          .formatted(plain, now(), CALLER)),
                  "sp",
                  "rcd");
          default -> Objects.requireNonNull(given);
        };
    if (problem == Problem.NO_CERTIFICATE) {
      String claims =
          """
          {"attest":"A","dest":{"tn":["%s"]},"iat":%d,"orig":{"tn":"%s"},"origid":"x"}\
          """
              .formatted(plain, now(), CALLER);
      Files.copy(
          signers.file("sp.key"), signers.file("lost.key"), StandardCopyOption.REPLACE_EXISTING);
      identity =
          signers.identity(signers.token("lost", "{\"ppt\":\"shaken\"}", claims), "lost", "shaken");
    }
    house.trunks.clear();
    Verification found =
        comes(Objects.requireNonNull(identity), to, Trunk.Unverified.REFUSED, false);
    assertEquals(problem, found.problem(), found::words);
    assertEquals(status, only(house.call(to), CallFact.Ended.class).sipStatus());
  }

  @Test
  void aCallThatIsSentOnKeepsItsSignatureAndGetsOurs() throws Exception {
    String to = "+4930555841";
    house.shell(
        to,
        "while read -r line && [ -n \"$line\" ]; do :; done",
        "echo 'EXEC Dial PJSIP/+4930555842,20'; read -r answer; echo \"$answer\" >&2");
    try (var carrier = Sipp.scenario("uas.xml").start()) {
      house.trunks.add(
          trunk("onwards", carrier.port()).with(Trunk.Signing.PASSED_ON, Trunk.Unverified.MARKED));
      String first = good(to);
      assertTrue(comes(first, to, Trunk.Unverified.MARKED, true).passed());
      carrier.succeeds(1);
      List<String> identities = headers(carrier, "Identity");
      assertEquals(2, identities.size());
      assertEquals(first, identities.get(0));
      String claims = signers.judged("sp", token(identities.get(1))).get(1);
      assertTrue(
          claims.startsWith(
              "{\"dest\": {\"tn\": [\"4930555842\"]}, \"div\": {\"tn\": \"4930555841\"}"),
          claims);
      assertFalse(headers(carrier, "P-Asserted-Identity").isEmpty());
    }
  }
}
