package org.meterline.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.meterline.billing.seal.SealKey;

/**
 * The secrets that are made at the first start and kept in the data folder, readable by its owner
 * only. Those of the settings have the settings' keys; those of the demo begin with {@code demo.}.
 */
final class Secrets {
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int LENGTH = 20;
  private static final List<String> SETTINGS =
      List.of(
          "database.superuser-password",
          "database.owner-password",
          "database.app-password",
          "keycloak.database-password",
          "keycloak.admin-password",
          "keycloak.client-secret",
          "sip.tls-password",
          "trunks.key");

  private final Path file;
  private final Properties values = new Properties();

  private Secrets(Path file) {
    this.file = file;
  }

  /**
   * Reads the file and adds what is missing.
   *
   * @throws Trouble when it cannot be read or written
   */
  static Secrets open(Path file) {
    Secrets secrets = new Secrets(file);
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      if (Files.exists(file)) {
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
          secrets.values.load(in);
        }
      }
      SecureRandom random = new SecureRandom();
      int before = secrets.values.size();
      SETTINGS.forEach(key -> secrets.make(key, LENGTH, random));
      secrets.makeSealKey();
      DemoTenant.allLogins().forEach(login -> secrets.make(loginKey(login), 12, random));
      for (DemoTenant tenant : DemoTenant.ALL) {
        tenant.phones().forEach(phone -> secrets.make(phoneKey(tenant, phone), 12, random));
      }
      if (secrets.values.size() != before) {
        secrets.save();
      }
    } catch (IOException e) {
      throw new Trouble(
          "The secrets in %s cannot be read or written: %s.".formatted(file, e.getMessage()), e);
    }
    return secrets;
  }

  private static String loginKey(String login) {
    return "demo.login." + login;
  }

  private static String phoneKey(DemoTenant tenant, String phone) {
    return "demo.phone." + phone + "@" + tenant.domain();
  }

  private void make(String key, int length, SecureRandom random) {
    values.computeIfAbsent(
        key,
        k -> {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
          }
          return text.toString();
        });
  }

  /** The pair that signs the heads of the books' chains. */
  private void makeSealKey() {
    if (!values.containsKey("ledger.seal-secret")) {
      SealKey.Pair pair = SealKey.generate();
      values.setProperty("ledger.seal-secret", pair.secret());
      values.setProperty("ledger.seal-key", pair.open());
    }
  }

  private void save() throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Writer out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
      values.store(out, "Made at the first start. Whoever reads this can do everything.");
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String value(String key) {
    return Objects.requireNonNull(values.getProperty(key), key);
  }

  /** The password of a person of the demo. */
  String login(String email) {
    return value(loginKey(email));
  }

  /** The SIP password of a phone of the demo. */
  String phone(DemoTenant tenant, String user) {
    return value(phoneKey(tenant, user));
  }
}
