package org.meterline.telephony.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes as an Identity header is read or is none, and nothing else happens. */
class IdentityHeaderTest {
  @Provide
  Arbitrary<String> almost() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "eyJhbGciOiJFUzI1NiJ9",
            ".",
            "..",
            ";",
            "info=",
            "<",
            ">",
            "https://x/;a",
            "\"",
            "=",
            "ppt=shaken",
            "alg=ES256",
            " ",
            "\t",
            "%",
            "{",
            "\u0000",
            "ü",
            ",",
            "y");
    return piece.list().ofMaxSize(20).map(pieces -> String.join("", pieces));
  }

  @Property
  void almostOne(@ForAll("almost") String value) {
    read(value);
  }

  @Property
  void anything(@ForAll String value) {
    read(value);
    try {
      var _ = Passport.read(value, value);
    } catch (Passport.Unusable e) {
      assertNotNull(e.problem);
    }
  }

  @Property
  void bytesOfAnExtension(@ForAll byte[] bytes) {
    try {
      assertNotNull(Authority.read(bytes));
    } catch (IllegalArgumentException e) {
      assertNotNull(e.getMessage());
    }
  }

  private static void read(String value) {
    try {
      IdentityHeader header = IdentityHeader.read(value);
      assertTrue(!header.signature().isEmpty());
    } catch (Passport.Unusable e) {
      assertNotNull(e.problem);
    }
  }

  @Provide
  Arbitrary<String> part() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(40);
  }

  @Property
  void whatWeWriteIsRead(
      @ForAll("part") String header,
      @ForAll("part") String claims,
      @ForAll("part") String signature)
      throws Exception {
    IdentityHeader read =
        IdentityHeader.read(
            IdentityHeader.of(
                header + "." + claims + "." + signature, "https://x.example/a;b", "shaken"));
    assertEquals(
        new IdentityHeader(header, claims, signature, "https://x.example/a;b", "shaken"), read);
  }
}
