package org.meterline.telephony.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.meterline.telephony.address.IpLiteral;

/** As much of the distinguished encoding rules (ITU-T X.690) as a certificate needs. */
final class Der {
  private Der() {}

  static byte[] tagged(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return tagged(0x30, parts);
  }

  static byte[] set(byte[]... parts) {
    return tagged(0x31, parts);
  }

  static byte[] integer(byte[] bigEndian) {
    return tagged(0x02, bigEndian);
  }

  /** An object identifier, its parts already in base 128. */
  static byte[] oid(int... encoded) {
    byte[] bytes = new byte[encoded.length];
    for (int i = 0; i < encoded.length; i++) {
      bytes[i] = (byte) encoded[i];
    }
    return tagged(0x06, bytes);
  }

  static byte[] utf8(String text) {
    return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(String generalized) {
    return tagged(0x18, generalized.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] octets(byte[] content) {
    return tagged(0x04, content);
  }

  static byte[] bits(byte[] content) {
    return tagged(0x03, new byte[] {0}, content);
  }

  /** A general name (RFC 5280, section 4.2.1.6): an IP address or a DNS name. */
  static byte[] host(String host) {
    return IpLiteral.read(host)
        .map(address -> tagged(0x87, address.getAddress()))
        .orElseGet(() -> tagged(0x82, host.getBytes(StandardCharsets.US_ASCII)));
  }
}
