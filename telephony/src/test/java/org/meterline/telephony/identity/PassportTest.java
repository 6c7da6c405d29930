package org.meterline.telephony.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PASSporTs as the RFCs' examples have them. */
class PassportTest {
  /** RFC 8225, appendix A. */
  private static final String HEADER =
      "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bh"
          + "c3Nwb3J0LmNlciJ9";

  private static final String CLAIMS =
      "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6MTQ3MTM3NTQxOCwib3JpZyI6"
          + "eyJ0biI6IjEyMTU1NTUxMjEyIn19";

  /** RFC 7515, appendix A.3. */
  private static final String JWS =
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
          + "LmNvbS9pc19yb290Ijp0cnVlfQ";

  private static final String SIGNATURE =
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

  private static BigInteger number(String base64) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
  }

  @Test
  void theSignatureOfRfc7515() throws Exception {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    var point =
        new ECPoint(
            number("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            number("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
    PublicKey key =
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    assertTrue(Es256.fits(key));
    assertTrue(Es256.verify(key, JWS, SIGNATURE));
    assertFalse(Es256.verify(key, JWS + "A", SIGNATURE));
    assertFalse(Es256.verify(key, JWS, SIGNATURE.substring(4)));
    assertFalse(Es256.verify(key, JWS, "!"));
  }

  /** But for its signature: that does not fit the key that is printed beside it. */
  @Test
  void theExampleOfRfc8225() throws Exception {
    Passport read = Passport.read(HEADER, CLAIMS);
    assertEquals("12155551212", read.orig());
    assertEquals(1_471_375_418, read.iat());
    assertEquals("https://cert.example.org/passport.cer", read.x5u());
    assertEquals(List.of(), read.dest(), "an address is no number");
    assertEquals(HEADER, Passport.encoded(read.header()));
  }

  /** RFC 8588, sections 4 to 6. */
  @Test
  void theExampleOfRfc8588() {
    var passport =
        new Passport(
            Passport.SHAKEN,
            "https://cert.example.org/passport.cer",
            "12155551212",
            List.of("12125551213"),
            1_443_208_345,
            Attestation.A,
            "123e4567-e89b-12d3-a456-426655440000",
            null);
    assertEquals(
        """
        {"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"https://cert.example.org/passport.cer"}\
        """,
        passport.header());
    assertEquals(
        """
        {"attest":"A","dest":{"tn":["12125551213"]},"iat":1443208345,"orig":{"tn":"12155551212"},\
        "origid":"123e4567-e89b-12d3-a456-426655440000"}\
        """,
        passport.claims());
  }

  @ParameterizedTest
  @CsvSource({
    "+49 (30) 555-100,4930555100",
    "tel:+12155551212,12155551212",
    "+1.215.555.1212;ext=5,12155551212",
    "*31#030,*31#030",
    "anonymous,''"
  })
  void numbersAreDigitsAlone(String written, String canonical) {
    assertEquals(canonical, Canonical.number(written));
  }

  private static String json(String text) {
    return Passport.encoded(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\",\"typ\":\"passport\",\"x5u\":\"https://x\"}",
        "{\"alg\":\"HS256\",\"typ\":\"passport\",\"x5u\":\"https://x\"}",
        "{\"typ\":\"passport\",\"x5u\":\"https://x\"}"
      })
  void noOtherAlgorithm(String header) {
    var e = assertThrows(Passport.Unusable.class, () -> Passport.read(json(header), CLAIMS));
    assertEquals(Verification.Problem.WRONG_ALGORITHM, e.problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "null",
        "{\"iat\":1,\"iat\":2,\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[\"2\"]}}",
        "{\"iat\":\"1\",\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[\"2\"]}}",
        "{\"iat\":1e99,\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[\"2\"]}}",
        "{\"iat\":1,\"orig\":{\"tn\":[1]},\"dest\":{\"tn\":[\"2\"]}}",
        "{\"iat\":1,\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[{}]}}",
        "{\"iat\":1,\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[\"2\"]}} {}"
      })
  void claimsThatAreNone(String claims) {
    assertThrows(Passport.Unusable.class, () -> Passport.read(HEADER, json(claims)));
    assertThrows(
        Passport.Unusable.class, () -> Passport.read(HEADER, json("[".repeat(9_000) + claims)));
  }
}
