package org.meterline.telephony.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.sip.SipSettings;
import org.meterline.telephony.speech.OwnSounds;

/**
 * An engine by itself, without a container: one tenant from a properties file, nobody pays, the
 * facts of calls go to {@code calls.jsonl} in the data folder. Started as {@code EngineMain
 * <file>}; besides what {@link FileDirectory} reads the file may set:
 *
 * <pre>
 * node = alone
 * data = /path/of/a/folder
 * sip.address = 127.0.0.1        or one of each family: 192.0.2.1,[2001:db8::1]
 * sip.port = 5060
 * media.first-port = 20000
 * media.last-port = 24999
 * </pre>
 */
public final class EngineMain {
  private EngineMain() {}

  /** Runs until the process is told to end. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 1) {
      throw new IllegalArgumentException("usage: EngineMain <properties file>");
    }
    Properties file = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of(args[0]), StandardCharsets.UTF_8)) {
      file.load(in);
    }
    Engine engine = build(file);
    engine.start();
    System.out.println("The engine listens on port " + engine.port());
    CountDownLatch over = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      stop(engine);
                      over.countDown();
                    }));
    over.await();
  }

  private static void stop(Engine engine) {
    try {
      engine.drain(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Engine build(Properties file) throws IOException {
    Settings settings = settings(file);
    Files.createDirectories(settings.data());
    Clock clock = Clock.systemUTC();
    FileDirectory directory = new FileDirectory(file);
    return new Engine(
        settings,
        directory,
        new NobodyPays(),
        new FileJournal(settings.data().resolve("calls.jsonl")),
        new Unheard(),
        new StandardHardware(
            settings,
            directory,
            new Unheard(),
            new FixedBindings(List.of()),
            OwnSounds.NONE,
            clock,
            file.stringPropertyNames().stream().anyMatch(key -> key.startsWith("program."))),
        clock);
  }

  private static Settings settings(Properties file) {
    String address = file.getProperty("sip.address", "127.0.0.1");
    OwnAddresses media = OwnAddresses.parse(address);
    return Settings.of(
        file.getProperty("node", "alone"),
        Path.of(file.getProperty("data", "engine-data")),
        SipSettings.of(address, address, number(file, "sip.port", 5060)),
        new MediaSettings(
            media,
            media,
            number(file, "media.first-port", 20_000),
            number(file, "media.last-port", 24_999),
            1,
            Duration.ofSeconds(60),
            null));
  }

  private static int number(Properties file, String key, int otherwise) {
    String value = file.getProperty(key);
    return value == null ? otherwise : Integer.parseInt(value.strip());
  }
}
