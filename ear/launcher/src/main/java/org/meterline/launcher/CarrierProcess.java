package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.launcher.phone.Carrier;

/** The far end of the demo trunk, in a small process of its own. */
final class CarrierProcess implements Part {
  static final String NAME = "Carrier";

  private final Configuration configuration;

  CarrierProcess(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Child start() throws IOException {
    return Child.start(
        NAME,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx48m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Carrier.class.getName(),
            Integer.toString(configuration.demo().carrierPort()),
            configuration.sip().near().getHostString(),
            Integer.toString(configuration.sip().port())),
        Map.of(),
        Path.of("").toAbsolutePath(),
        configuration.logFolder().resolve("carrier.log"));
  }

  @Override
  public void awaitHealth(Child child) throws IOException, InterruptedException {
    Waiting.until(
        child,
        NAME,
        Duration.ofSeconds(30),
        () -> Ports.udpTaken(configuration.demo().carrierPort()));
  }
}
